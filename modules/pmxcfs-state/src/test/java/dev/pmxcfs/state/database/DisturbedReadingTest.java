package dev.pmxcfs.state.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.RecordedDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is changed while a database is read makes it be read again. */
public class DisturbedReadingTest {

  @Rule public TemporaryFolder folder = new TemporaryFolder();

  private RecordedDatabase database;
  private int attempts;

  @Before
  public void makeDatabase() throws SQLException {
    database = RecordedDatabase.create(folder.getRoot().toPath(), RecordedDatabase.BASE_11);
  }

  private interface Disturbance {
    void happen() throws SQLException;
  }

  /** The mtime of a file, which is read once more if something happens after the first look. */
  private String read(int disturbed, Disturbance disturbance) throws DatabaseException {
    return new ReadOnlyDatabase(database.file())
        .read(
            connection -> {
              String mtime = mtime(connection);
              if (attempts++ < disturbed) {
                disturbance.happen();
              }
              return mtime;
            });
  }

  private static String mtime(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select mtime from tree where inode=7")) {
      return found.getString(1);
    }
  }

  @Test
  public void aChangeInPlace() throws Exception {
    String mtime = read(1, () -> database.execute("update tree set mtime=5 where inode=7"));
    assertEquals("5", mtime);
    assertEquals(2, attempts);
  }

  /** What is read then is a copy, and of one moment. */
  @Test
  public void aLogThatBeginsAnewAfterItWasCopied() throws Exception {
    try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + database.file());
        Statement statement = writer.createStatement()) {
      statement.execute("pragma journal_mode=wal");
      statement.execute("update tree set mtime=5 where inode=7");
      Disturbance again =
          () -> {
            statement.execute("pragma wal_checkpoint(truncate)");
            statement.execute("update tree set mtime=6 where inode=7");
          };
      assertEquals("5", read(1, again));
      assertEquals(1, attempts);
      assertEquals("6", read(0, again));
    }
  }

  /** What is read in the midst of a change may be no database at all. */
  @Test
  public void aFailureWhileItIsChangedIsNone() throws Exception {
    String read =
        new ReadOnlyDatabase(database.file())
            .read(
                connection -> {
                  if (attempts++ == 0) {
                    database.execute("update tree set mtime=5 where inode=7");
                    throw new SQLException("half of it is missing");
                  }
                  return mtime(connection);
                });
    assertEquals("5", read);
    assertEquals(2, attempts);
  }

  @Test
  public void whoIsInterruptedWhileItWaitsForAQuietMomentIsSoStill() {
    Thread.currentThread().interrupt();
    assertThrows(
        DatabaseException.class,
        () -> read(1, () -> database.execute("update tree set mtime=mtime+1 where inode=7")));
    assertTrue(Thread.interrupted());
    assertEquals(1, attempts);
  }

  @Test
  public void changesWithoutAnEnd() {
    DatabaseException refused =
        assertThrows(
            DatabaseException.class,
            () ->
                read(
                    Integer.MAX_VALUE,
                    () -> database.execute("update tree set mtime=mtime+1 where inode=7")));
    assertEquals(
        database.file() + ": cannot be read while another program changes it so often",
        refused.getMessage());
    assertEquals(50, attempts);
  }
}
