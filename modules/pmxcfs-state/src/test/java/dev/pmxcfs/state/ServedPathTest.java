package dev.pmxcfs.state;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Whether a path still leads to what was there at the start. */
public class ServedPathTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path path;
  private ServedPath served;

  @Before
  public void serve() throws Exception {
    path = folder.newFile("config.db").toPath();
    served = ServedPath.of(path);
  }

  private void assertFault(String fault) {
    assertEquals(Optional.of(path + fault), served.fault());
  }

  @Test
  public void whatIsWrittenToIsStillTheSame() throws Exception {
    Files.writeString(path, "changed");
    assertEquals(Optional.empty(), served.fault());
    assertEquals(path.toString(), served.toString());
  }

  @Test
  public void whatIsRenamedHasVanishedUntilItIsBack() throws Exception {
    Path moved = Files.move(path, path.resolveSibling("moved"));
    assertFault(" has vanished; what was there is served on");
    Files.move(moved, path);
    assertEquals(Optional.empty(), served.fault());
  }

  /** Even with the same contents: what is written to the first is not in the second. */
  @Test
  public void aCopyInItsPlaceIsAnotherOne() throws Exception {
    Path copy = Files.copy(path, path.resolveSibling("copy"));
    Files.delete(path);
    Files.move(copy, path);
    assertFault(" is another one now; what was there at the start is served on");
  }

  @Test
  public void aLinkIsFollowedToWhatIsServed() throws Exception {
    Path link = Files.createSymbolicLink(path.resolveSibling("link"), path);
    ServedPath linked = ServedPath.of(link);
    assertEquals(link.toString(), linked.toString());
    assertEquals(Optional.empty(), linked.fault());
    Files.delete(path);
    assertEquals(Optional.of(link + " has vanished; what was there is served on"), linked.fault());
  }

  @Test
  public void aPathThatLeadsRoundInCirclesCannotBeLookedAt() throws Exception {
    Files.delete(path);
    Files.createSymbolicLink(path, path);
    String fault = served.fault().orElseThrow();
    assertEquals(path + " cannot be looked at: ", fault.substring(0, fault.indexOf(": ") + 2));
  }

  @Test
  public void aRelativePathIsToldInFull() throws Exception {
    Path relative = Path.of("").toAbsolutePath().relativize(path);
    String told = ServedPath.of(relative).toString();
    assertEquals(relative.toAbsolutePath().toString(), told);
  }

  @Test
  public void whereNothingIsNothingIsServed() {
    assertThrows(NoSuchFileException.class, () -> ServedPath.of(path.resolveSibling("none")));
  }
}
