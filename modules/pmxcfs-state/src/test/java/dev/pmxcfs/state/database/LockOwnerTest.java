package dev.pmxcfs.state.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Who has a database, as far as the text in its lock tells. */
public class LockOwnerTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path database;

  @Before
  public void nameDatabase() {
    database = folder.getRoot().toPath().resolve("other.db");
  }

  private void assertOwner(String owner) {
    DatabaseException refused =
        assertThrows(DatabaseException.class, () -> DatabaseLock.acquire(database));
    assertEquals(
        database + ": in use by " + owner + "; stop that server first", refused.getMessage());
  }

  @Test
  public void theOwnersProcessIdIsInTheLock() throws Exception {
    DatabaseLock lock = DatabaseLock.acquire(database);
    try {
      long pid = ProcessHandle.current().pid();
      assertOwner("this process (pid " + pid + ")");
      Path text = database.resolveSibling("other.db.lock");
      Files.writeString(text, (pid + 1) + "\n");
      assertOwner("process " + (pid + 1));
      for (String unknown : new String[] {"", "\n", pid + "", " " + pid + "\n", pid + "\n\n"}) {
        Files.writeString(text, unknown);
        assertOwner("another process");
      }
    } finally {
      lock.close();
    }
  }
}
