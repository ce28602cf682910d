package dev.pmxcfs.state.database;

import static org.junit.Assert.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * How SQLite is to keep the database (operations specification, section 6). No loss of power can be
 * had in a test, so what decides on one is looked at.
 */
public class ConnectionSettingsTest {

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Before
  public void loadLibrary() throws Exception {
    SqliteLibrary.load();
  }

  private String pragma(String name) throws Exception {
    Path file = folder.getRoot().toPath().resolve("config.db");
    try (Connection connection = ConfigDatabase.connect(file);
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
  }
}
