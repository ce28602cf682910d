package dev.pmxcfs.ipc.server;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The file that has pmxcfs's clients wait for a server that ends. */
@Needs(Requirement.ROOT)
public class RestartFlagTest {

  private static final int GROUP = 33;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path file() {
    return folder.getRoot().toPath().resolve("cfs-restart-flag");
  }

  private RestartFlag flag() {
    return new RestartFlag(file(), OptionalInt.of(GROUP));
  }

  @Test
  public void theGroupCanOpenItAndNobodyCanWriteIt() throws IOException {
    assertTrue(flag().raise());
    assertEquals("r--r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    assertEquals(GROUP, Files.getAttribute(file(), "unix:gid"));
  }

  @Test
  public void itIsGoneWhenItIsLowered() {
    assertTrue(flag().raise());
    flag().lower();
    assertFalse(Files.exists(file()));
    flag().lower();
  }

  @Test
  public void aServerThatEndsIsNotOvertakenByItsOwnStart() {
    RestartFlag flag = flag();
    flag.raise();
    flag.lower();
    assertTrue(Files.exists(file()));
  }

  @Test
  public void oneThatWasLeftIsReplaced() throws IOException {
    Files.writeString(file(), "left");
    flag().raise();
    assertEquals(0, Files.size(file()));
    assertEquals(GROUP, Files.getAttribute(file(), "unix:gid"));
  }

  @Test
  public void aLinkIsNotFollowed() throws IOException {
    Path target = Files.writeString(folder.getRoot().toPath().resolve("target"), "contents");
    Files.createSymbolicLink(file(), target);
    flag().raise();
    assertEquals("contents", Files.readString(target));
    assertFalse(Files.isSymbolicLink(file()));
  }

  @Test
  public void withoutItsDirectoryThereIsNone() {
    Path nowhere = folder.getRoot().toPath().resolve("none/cfs-restart-flag");
    var flag = new RestartFlag(nowhere, OptionalInt.empty());
    assertFalse(flag.raise());
    flag.lower();
    assertFalse(Files.exists(nowhere.getParent()));
  }

  @Test
  public void itIsForTheClientsOfPmxcfsAlone() {
    assertTrue(RestartFlag.isFor("pve2"));
    assertFalse(RestartFlag.isFor("pve"));
    assertFalse(RestartFlag.isFor("pve2-admin"));
  }
}
