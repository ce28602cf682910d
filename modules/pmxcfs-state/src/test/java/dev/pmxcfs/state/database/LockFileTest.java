package dev.pmxcfs.state.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A lock that the kernel keeps for one holder, on a file that may not be what it should be. */
public class LockFileTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path path;

  @Before
  public void namePath() {
    path = folder.getRoot().toPath().resolve("a.lock");
  }

  @Test
  public void aMissingFileIsCreatedForItsOwnerAlone() throws Exception {
    try (LockFile lock = LockFile.tryLock(path)) {
      assertNotNull(lock);
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }
  }

  @Test
  public void oneAtATimeHasIt() throws Exception {
    LockFile first = LockFile.tryLock(path);
    assertNull(LockFile.tryLock(path));
    first.close();
    assertTrue("closing lets it stay", Files.exists(path));
    LockFile second = LockFile.tryLock(path);
    assertNull(LockFile.tryLock(path));
    second.remove();
    assertFalse(Files.exists(path));
  }

  /** Its descriptor's number may be another file's by then, and its name another's lock. */
  @Test
  public void whatIsGivenBackTwiceTouchesNothingOfTheNextHolder() throws Exception {
    LockFile first = LockFile.tryLock(path);
    first.remove();
    try (LockFile second = LockFile.tryLock(path)) {
      assertNotNull(second);
      first.remove();
      first.close();
      assertTrue(Files.exists(path));
      assertNull(LockFile.tryLock(path));
    }
  }

  @Test
  public void aTextTakesThePlaceOfALongerOne() throws Exception {
    Files.writeString(path, "the text of a server that was killed");
    try (LockFile lock = LockFile.tryLock(path)) {
      lock.write("12\n");
      assertEquals("12\n", LockFile.read(path));
    }
  }

  @Test
  public void ofAForeignTextTheFirst32BytesAreRead() throws Exception {
    assertEquals("", LockFile.read(path));
    Files.writeString(path, "x".repeat(32));
    assertEquals("x".repeat(32), LockFile.read(path));
    Files.writeString(path, "x".repeat(33));
    assertEquals("x".repeat(32), LockFile.read(path));
  }

  @Test
  public void whatIsReadOfSomethingElseIsNothingAndNotWaitedFor() throws Exception {
    assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
    assertEquals("", LockFile.read(path));
    assertEquals("", LockFile.read(path.getParent()));
    assertEquals("", LockFile.read(path.resolveSibling("none")));
  }

  @Test
  public void aFileWithASecondNameIsRefused() throws IOException {
    Files.createFile(path);
    Files.createLink(path.resolveSibling("b"), path);
    assertRefused("is not a regular file of this user's own, and so not used as a lock");
  }

  @Test
  public void aPlaceInAMissingDirectoryIsRefused() {
    path = path.resolveSibling("none").resolve("a.lock");
    assertRefused("cannot be opened: no such file or directory");
  }

  private void assertRefused(String reason) {
    DatabaseException refused = assertThrows(DatabaseException.class, () -> LockFile.tryLock(path));
    assertEquals(path + ": " + reason, refused.getMessage());
  }
}
