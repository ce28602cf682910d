package dev.qbipc.linux.file;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.FailingLibc;
import dev.qbipc.linux.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A connection's directory, as libqb names it and hands it over. */
public class PrivateDirectoryTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final FailingLibc failing = new FailingLibc();

  private String prefix;

  @Before
  public void setPrefix() {
    prefix = folder.getRoot() + "/qb-1-2-3-";
  }

  @Test
  public void theNameHasSixRandomCharactersAndTheDirectoryIsForItsUserAlone() throws IOException {
    var one = PrivateDirectory.create(prefix);
    var other = PrivateDirectory.create(prefix);
    assertTrue(one.path(), one.path().matches(prefix + "[A-Za-z0-9]{6}"));
    assertNotEquals(one.path(), other.path());
    assertEquals("rwx------", mode(one));
    one.remove(List.of());
    other.remove(List.of());
    assertEquals(0, folder.getRoot().list().length);
  }

  @Test
  public void itIsHandedOverWithAMode() throws IOException {
    var directory = PrivateDirectory.create(prefix);
    directory.handTo(Processes.ownUid(), Processes.ownGid());
    assertEquals("rwxrwx---", mode(directory));
    directory.remove(List.of());
  }

  /** A server that is not root may not give anything away, and serves all the same. */
  @Test
  public void whoMayNotGiveAwayKeepsIt() throws IOException {
    var directory = PrivateDirectory.create(prefix);
    failing.failAlways("fchown", Errno.EPERM);
    directory.handTo(Processes.ownUid(), Processes.ownGid());
    assertTrue(failing.hasFailed());
    directory.remove(List.of());
  }

  @Test
  public void otherFailuresOfHandingOverAreFailures() throws IOException {
    var directory = PrivateDirectory.create(prefix);
    for (String call : List.of("fchmod", "fchown")) {
      failing.failAlways(call, Errno.EIO);
      var e =
          assertThrows(
              SystemCallException.class,
              () -> directory.handTo(Processes.ownUid(), Processes.ownGid()));
      assertEquals(Errno.EIO, e.errno());
      assertTrue(e.getMessage(), e.getMessage().startsWith(call + "(" + directory.path() + ")"));
    }
    directory.remove(List.of());
  }

  @Test
  public void aDirectoryThatCannotBeOpenedIsNotLeft() throws IOException {
    failing.fail("open", 0, Errno.EMFILE);
    var e = assertThrows(SystemCallException.class, () -> PrivateDirectory.create(prefix));
    assertEquals(Errno.EMFILE, e.errno());
    assertEquals(0, folder.getRoot().list().length);
  }

  @Test
  public void anotherNameIsTakenWhenAnotherServerWasQuicker() throws IOException {
    failing.fail("flock", 0, Errno.EAGAIN);
    var directory = PrivateDirectory.create(prefix);
    assertTrue(failing.hasFailed());
    assertEquals(1, folder.getRoot().list().length);
    directory.remove(List.of());
  }

  @Test
  public void aNameThatCannotBeMadeIsToldWithItsTemplate() {
    failing.failAlways("mkdtemp", Errno.ENOSPC);
    var e = assertThrows(SystemCallException.class, () -> PrivateDirectory.create(prefix));
    assertEquals(
        "mkdtemp(" + prefix + "XXXXXX) failed: no space left on device (ENOSPC)", e.getMessage());
  }

  @Test
  public void whileItsServerLivesNoOtherTakesIt() throws IOException {
    var directory = PrivateDirectory.create(prefix);
    assertFalse(FormerDirectory.openAbandoned(directory.path()).isPresent());
    directory.remove(List.of());
    assertFalse(FormerDirectory.openAbandoned(directory.path()).isPresent());
  }

  private static String mode(PrivateDirectory directory) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(directory.path())));
  }
}
