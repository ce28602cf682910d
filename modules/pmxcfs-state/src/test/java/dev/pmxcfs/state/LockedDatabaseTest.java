package dev.pmxcfs.state;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.replica.WriteStatus;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.sql.DriverManager;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;

/**
 * What becomes of a change while another program has the database locked for longer than we wait.
 */
public class LockedDatabaseTest {

  @Rule public OpenedState opened = new OpenedState();

  /** After which SQLite has told so for ten seconds; nothing of the change is uncertain. */
  @Test
  public void aLockedDatabaseTakesChangesAgainLater() throws Exception {
    opened.put("f", "old");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + opened.database().file());
        var statement = connection.createStatement()) {
      statement.execute("begin immediate");
      TreeException refused = assertThrows(TreeException.class, () -> opened.overwrite("f", "new"));
      assertEquals(Errno.EIO, refused.errno());
      String refusal = refused.getMessage();
      assertTrue(refusal, refusal.contains("another program has it locked; try again later"));
      assertEquals(Optional.of("old"), opened.config("f"));
      statement.execute("rollback");
    }
    WriteStatus writes = opened.state().source().writes().orElseThrow();
    assertFalse(writes.failure().isPresent());
    assertEquals(1, writes.errors());
    opened.overwrite("f", "new");
    opened.reopen();
    assertEquals(Optional.of("new"), opened.config("f"));
  }
}
