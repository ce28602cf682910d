package dev.pmxcfs.state.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.LoggedLines;
import dev.pmxcfs.state.RecordedDatabase;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeChange;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * From which version an opened database goes on, what is said of it, and when it may be opened
 * again.
 */
public class ConfigDatabaseTest {

  private static final int OTHER = 54_321;
  private static final int NOW = 1_795_533_456;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Rule public final LoggedLines log = new LoggedLines();

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

  /** Nothing of the change is uncertain then, and a later one may succeed. */
  @Test
  public void aChangeWaitsForAnotherProgramsLockAndIsRefusedInTheEnd() throws Exception {
    RecordedDatabase recorded = recorded();
    try (ConfigDatabase database = DatabaseOpening.open(recorded.file(), 1);
        var connection = DriverManager.getConnection("jdbc:sqlite:" + recorded.file());
        var statement = connection.createStatement()) {
      ConfigTree tree = database.load(NOW);
      var change = new TreeChange(tree.root(), Set.of(), List.of());
      statement.execute("begin immediate");
      var refused =
          assertThrows(DatabaseUnchangedException.class, () -> database.commit(change, tree));
      assertFalse(refused.isLasting());
      String reason = "the change was not saved: another program has it locked; try again later";
      assertEquals(database.file() + ": " + reason, refused.getMessage());
      statement.execute("rollback");
      database.commit(change, tree);
      recorded.execute("update tree set mtime=5 where inode=7");
      refused = assertThrows(DatabaseUnchangedException.class, () -> database.commit(change, tree));
      assertTrue("until it is undone", refused.isLasting());
    }
  }

  /** Or else it could not be opened later, but by another process. */
  @Test
  public void whatCannotBeOpenedIsLetGo() throws Exception {
    Path file = recorded().file();
    assertLetGoWhileItIsLocked(file);
    assertEquals(9, load(file).version());
  }

  private static void assertLetGoWhileItIsLocked(Path file) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("pragma journal_mode=delete");
      statement.execute("begin exclusive");
      for (int i = 0; i < 2; i++) {
        DatabaseException refused =
            assertThrows(DatabaseException.class, () -> DatabaseOpening.open(file, 1));
        String message = refused.getMessage();
        assertTrue(message, message.startsWith(file + ": cannot be opened: "));
        assertFalse(Files.exists(file.resolveSibling(file.getFileName() + ".lock")));
      }
      statement.execute("rollback");
    }
  }

  @Test
  @Needs(Requirement.ROOT)
  public void whereOthersCanAddNamesThoseBesideADatabaseAreTakenFirst() throws Exception {
    Path shared = folder.newFolder("shared").toPath();
    assertEquals(0, new ProcessBuilder("chmod", "1777", shared.toString()).start().waitFor());
    Path file = shared.resolve("other.db");
    try (ConfigDatabase database = ConfigDatabase.open(file)) {
      database.load(NOW);
      assertEquals(
          List.of("other.db", "other.db-shm", "other.db-wal", "other.db.lock"), in(shared));
    }
    assertEquals(List.of("other.db"), in(shared));
    Path planted = Files.writeString(shared.resolve("other.db-journal"), "");
    Files.setAttribute(planted, "unix:uid", OTHER);
    DatabaseException refused =
        assertThrows(DatabaseException.class, () -> ConfigDatabase.open(file));
    assertTrue(refused.getMessage(), refused.getMessage().contains("root does not write to it"));
    assertEquals(List.of("other.db", "other.db-journal"), in(shared));
    Files.delete(planted);
    assertLetGoWhileItIsLocked(file);
    assertEquals(List.of("other.db"), in(shared));
  }

  private static List<String> in(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  public void aNewDatabaseIsNothingToWarnOf() throws Exception {
    load(folder.getRoot().toPath().resolve("new.db"));
    assertEquals(List.of(), log.with("new.db"));
  }

  @Test
  public void aGlobalVersionThatIsMissingOrTooLowIsWarnedOf() throws Exception {
    RecordedDatabase recorded = recorded();
    recorded.execute("update tree set version=3 where inode=0");
    load(recorded.file());
    assertEquals(1, log.with("the global version is 3, but there are entries up to 9").size());
    recorded.execute("delete from tree where inode=0");
    load(recorded.file());
    assertEquals(1, log.with("there is no global version").size());
  }

  @Test
  public void ofFaultsThatAreServedTheFirstTenAreWarnedOf() throws Exception {
    RecordedDatabase recorded = recorded();
    for (int i = 1; i <= 10; i++) {
      recorded.execute("insert into tree values(10" + i + ",0,9,0,1,8,'a/" + i + "',x'41')");
    }
    recorded.execute("update tree set version=2000 where inode=0");
    load(recorded.file());
    assertEquals(10, log.with("contains a slash").size());
    assertEquals(List.of(), log.with("more; config check names all"));
    recorded.execute("insert into tree values(1011,0,9,0,1,8,'a/11',x'41')");
    load(recorded.file());
    assertEquals(20, log.with("contains a slash").size());
    assertEquals(1, log.with("and 1 more; config check names all").size());
  }

  @Test
  public void aModeThatLetsOthersInIsWarnedOf() throws Exception {
    Path file = recorded().file();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    load(file);
    assertEquals(List.of(), log.with("lets others in"));
    for (String mode : List.of("rw-r-----", "rw----r--", "rw---x---")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      load(file);
      assertEquals(mode, 1, log.with("its mode " + mode + " lets others in").size());
    }
  }
}
