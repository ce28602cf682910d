package dev.pmxcfs.state.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.RecordedDatabase;
import dev.pmxcfs.state.tree.ConfigTree;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** From which version an opened database goes on, and when it may be opened again. */
public class ConfigDatabaseTest {

  private static final int NOW = 1_795_533_456;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private RecordedDatabase recorded() throws Exception {
    return RecordedDatabase.create(folder.getRoot().toPath(), RecordedDatabase.BASE_11);
  }

  private static ConfigTree load(Path file) throws Exception {
    try (ConfigDatabase database = ConfigDatabase.open(file)) {
      return database.load(NOW);
    }
  }

  @Test
  public void aDatabaseIsNewTheFirstTimeAlone() throws Exception {
    Path file = folder.getRoot().toPath().resolve("new.db");
    try (ConfigDatabase database = ConfigDatabase.open(file)) {
      assertTrue(database.isNew());
      ConfigTree tree = database.load(NOW);
      assertEquals(1, tree.version());
      assertEquals(NOW, tree.root().attributes().mtime());
    }
    try (ConfigDatabase database = ConfigDatabase.open(file)) {
      assertFalse(database.isNew());
      assertEquals("stored at once", NOW, database.load(NOW + 1).root().attributes().mtime());
    }
  }

  /** Or else a new entry would take the inode of one that is there. */
  @Test
  public void theVersionIsTheHighestOfAllRows() throws Exception {
    RecordedDatabase database = recorded();
    assertEquals(9, load(database.file()).version());
    for (String row : new String[] {"3", "8"}) {
      database.execute("update tree set version=" + row + " where inode=0");
      assertEquals(9, load(database.file()).version());
    }
    database.execute("update tree set version=10 where inode=0");
    assertEquals(10, load(database.file()).version());
  }

  @Test
  public void anOpenDatabaseIsNotOpenedOnceMoreUntilItIsClosed() throws Exception {
    Path file = recorded().file();
    try (ConfigDatabase database = ConfigDatabase.open(file)) {
      assertEquals(file.toRealPath(), database.file());
      for (int i = 0; i < 2; i++) {
        DatabaseException refused =
            assertThrows(DatabaseException.class, () -> ConfigDatabase.open(file));
        String message = refused.getMessage();
        assertTrue(message, message.contains("in use by this process"));
      }
    }
    assertEquals(9, load(file).version());
  }

  /** What became unsound after it was looked at is refused when it is loaded. */
  @Test
  public void rowsThatAreNoTreeAreRefusedWhenTheyAreLoaded() throws Exception {
    RecordedDatabase recorded = recorded();
    try (ConfigDatabase database = ConfigDatabase.open(recorded.file())) {
      recorded.execute("update tree set type=7 where inode=7");
      DatabaseException refused = assertThrows(DatabaseException.class, () -> database.load(NOW));
      String message = refused.getMessage();
      assertTrue(message, message.contains("not loaded: inode 7 ('storage.cfg'"));
    }
  }
}
