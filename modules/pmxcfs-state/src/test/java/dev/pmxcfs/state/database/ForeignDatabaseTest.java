package dev.pmxcfs.state.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.RecordedDatabase;
import dev.pmxcfs.state.database.ForeignDatabase.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What another process does to a database is noticed by its files alone. */
public class ForeignDatabaseTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private RecordedDatabase recorded;

  @Before
  public void makeDatabase() throws SQLException {
    recorded = RecordedDatabase.create(folder.getRoot().toPath(), RecordedDatabase.BASE_11);
  }

  /** Its journal has come and gone by then. */
  @Test
  public void aChangeWithoutALogIsNoticedByTheFile() throws Exception {
    try (var database = ForeignDatabase.open(recorded.file())) {
      Moment before = database.look();
      assertFalse(before.hasSideFiles());
      assertFalse(database.hasChangedSince(before));
      recorded.execute("update tree set mtime=5 where inode=7");
      assertTrue(database.hasChangedSince(before));
      assertFalse(database.hasLogBegunSince(before));
    }
  }

  @Test
  public void anotherDatabaseInItsPlaceIsNoticed() throws Exception {
    try (var database = ForeignDatabase.open(recorded.file())) {
      Moment before = database.look();
      Path other = folder.newFile().toPath();
      Files.copy(recorded.file(), other, StandardCopyOption.REPLACE_EXISTING);
      Files.move(other, recorded.file(), StandardCopyOption.REPLACE_EXISTING);
      assertTrue(database.hasChangedSince(before));
    }
  }

  @Test
  public void aLogMayGrowButIsAnotherOnceItHasBegunAnew() throws Exception {
    try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + recorded.file());
        Statement statement = writer.createStatement()) {
      statement.execute("pragma journal_mode=wal");
      statement.execute("update tree set mtime=5 where inode=7");
      try (var database = ForeignDatabase.open(recorded.file())) {
        Moment before = database.look();
        assertTrue(before.hasLog());
        statement.execute("update tree set mtime=6 where inode=7");
        assertFalse(database.hasLogBegunSince(before));
        statement.execute("pragma wal_checkpoint(truncate)");
        statement.execute("update tree set mtime=7 where inode=7");
        assertTrue(database.hasLogBegunSince(before));
      }
    }
  }

  @Test
  public void aLogThatIsADirectoryIsRefused() throws Exception {
    Path log = recorded.file().resolveSibling(recorded.file().getFileName() + "-wal");
    Files.createDirectory(log);
    try (var database = ForeignDatabase.open(recorded.file())) {
      var refused = assertThrows(DatabaseException.class, database::look);
      assertEquals(log + ": is not a regular file, as it should be", refused.getMessage());
    }
  }
}
