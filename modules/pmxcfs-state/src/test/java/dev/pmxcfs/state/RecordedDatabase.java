package dev.pmxcfs.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Objects;

/** A database made of the SQL script that a recording of the C server left. */
public final class RecordedDatabase {

  /** The database at the end of recording 02. */
  public static final String CONFIG_02 = "config-02.sql";

  /** What the cases of recording 11 begin with. */
  public static final String BASE_11 = "base-11.sql";

  private final Path file;

  private RecordedDatabase(Path file) {
    this.file = file;
  }

  /** Makes a database in a directory. */
  public static RecordedDatabase create(Path directory, String script) throws SQLException {
    RecordedDatabase database = at(directory.resolve("config.db"));
    database.execute(new String(recorded(script), StandardCharsets.UTF_8));
    return database;
  }

  /** A database that may not exist yet. */
  public static RecordedDatabase at(Path file) {
    return new RecordedDatabase(file);
  }

  /** The state of the recordings' node with a new database in a directory. */
  public static ClusterState openFresh(Path directory, Clock clock) throws IOException {
    return LocalClusterState.open(at(directory.resolve("config.db")).options(), clock);
  }

  /** The bytes of a recorded file. */
  static byte[] recorded(String name) {
    try (InputStream in = RecordedDatabase.class.getResourceAsStream("/recorded/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Options that open it as the node of the recordings. */
  public StateOptions options() {
    return new StateOptions().setDatabase(file.toString()).setNodeName("testnode");
  }

  public Path file() {
    return file;
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /** The first column of the first row. */
  public String query(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
  }
}
