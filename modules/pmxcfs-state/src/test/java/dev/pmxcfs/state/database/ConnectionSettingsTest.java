package dev.pmxcfs.state.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.state.failure.SqliteError;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.sqlite.SQLiteConfig;

/**
 * How SQLite is to keep the database (operations, section 6). No loss of power can be had in a
 * test, so what decides on one is looked at.
 */
public class ConnectionSettingsTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Before
  public void loadLibrary() throws Exception {
    SqliteLibrary.load();
  }

  private String pragma(String name) throws Exception {
    try (Connection connection = DatabaseOpening.connect(path());
        Statement statement = connection.createStatement();
        ResultSet value = statement.executeQuery("PRAGMA " + name)) {
      return value.getString(1);
    }
  }

  @Test
  public void anotherProgramsLockIsWaitedForTenSeconds() throws Exception {
    assertEquals("10000", pragma("busy_timeout"));
  }

  @Test
  public void changesGoToAWriteAheadLog() throws Exception {
    assertEquals("wal", pragma("journal_mode"));
  }

  @Test
  public void theLogIsFlushedWithEachCheckpoint() throws Exception {
    int normal = 1;
    assertEquals(Integer.toString(normal), pragma("synchronous"));
  }

  @Test
  public void nothingThatTheDatabaseDeclaresIsRun() throws Exception {
    assertEquals("0", pragma("trusted_schema"));
    assertEquals("0", pragmaForReading("trusted_schema"));
  }

  @Test
  public void pagesAreLookedAtBeforeTheyAreBelieved() throws Exception {
    assertEquals("1", pragma("cell_size_check"));
    assertEquals("1", pragmaForReading("cell_size_check"));
  }

  @Test
  public void whatIsReadIsNotWritten() throws Exception {
    assertEquals("0", pragma("query_only"));
    assertEquals("1", pragmaForReading("query_only"));
  }

  @Test
  public void noValueIsLargerThanARowMayBe() throws Exception {
    try (Connection reading = forReading();
        Connection writing = DatabaseOpening.connect(path())) {
      for (Connection connection : new Connection[] {reading, writing}) {
        try (Statement statement = connection.createStatement()) {
          String query = "SELECT zeroblob(%d)";
          statement.executeQuery(query.formatted(TreeSize.MAX_ROW)).close();
          SQLException refused =
              assertThrows(
                  SQLException.class,
                  () -> statement.executeQuery(query.formatted(TreeSize.MAX_ROW + 1)));
          assertEquals(SqliteError.TOOBIG, SqliteError.of(refused));
        }
      }
    }
  }

  private Path path() {
    return folder.getRoot().toPath().resolve("config.db");
  }

  private Connection forReading() throws SQLException {
    return Connections.forReading(new SQLiteConfig(), "jdbc:sqlite:" + path().toUri());
  }

  private String pragmaForReading(String name) throws Exception {
    try (Connection connection = forReading();
        Statement statement = connection.createStatement();
        ResultSet value = statement.executeQuery("PRAGMA " + name)) {
      return value.getString(1);
    }
  }
}
