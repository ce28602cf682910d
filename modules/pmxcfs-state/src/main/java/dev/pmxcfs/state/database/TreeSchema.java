package dev.pmxcfs.state.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table {@code tree} as it is declared (operations, section 6). */
final class TreeSchema {

  static final List<String> COLUMNS =
      List.of("inode", "parent", "version", "writer", "mtime", "type", "name", "data");

  /** As the C server creates it. */
  static final String CREATE_TABLE =
      """
      CREATE TABLE tree (
        inode INTEGER PRIMARY KEY NOT NULL,
        parent INTEGER NOT NULL CHECK(typeof(parent)=='integer'),
        version INTEGER NOT NULL CHECK(typeof(version)=='integer'),
        writer INTEGER NOT NULL CHECK(typeof(writer)=='integer'),
        mtime INTEGER NOT NULL CHECK(typeof(mtime)=='integer'),
        type INTEGER NOT NULL CHECK(typeof(type)=='integer'),
        name TEXT NOT NULL,
        data BLOB)""";

  private static final String KEY = "inode";
  private static final int MAX_SHOWN = 100;

  private final Path file;
  private final Connection connection;

  /** What is known of a column: its place in the primary key, from 1 on, and how it is made. */
  private record Column(int key, boolean computed) {}

  /**
   * @param file the database, for messages
   */
  TreeSchema(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Looks at the table without touching its rows, which may be a trap if it is a view.
   *
   * @return what would lose changes or garble names
   * @throws DatabaseException if it is another program's database
   */
  List<Fault> faults() throws SQLException, DatabaseException {
    String declaration = checkIsTable();
    Map<String, Column> columns = columns();
    checkColumns(columns);
    List<Fault> faults = new ArrayList<>();
    if (!isKey(columns)) {
      faults.add(
          Fault.refused(
              "the table tree has no primary key: a file that is changed would get a second row",
              withKey()));
    }
    Declaration.excessOfTable(declaration)
        .ifPresent(
            excess ->
                faults.add(
                    Fault.refused(
                        "the table tree is declared with more than pmxcfs's: " + shown(excess),
                        withKey())));
    addIndexes(faults);
    addTriggers(faults);
    addEncoding(faults);
    return faults;
  }

  private DatabaseException notOurs(String reason) {
    return new DatabaseException(file, "is not a database of pmxcfs: " + reason);
  }

  private String checkIsTable() throws SQLException, DatabaseException {
    String query = "SELECT type, sql FROM sqlite_schema WHERE lower(name) = 'tree'";
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      if (!found.next()) {
        throw notOurs("it has no table named tree");
      }
      String sql = String.valueOf(found.getString("sql"));
      boolean isPlain = sql.toLowerCase(Locale.ROOT).startsWith("create table");
      if (!"table".equals(found.getString("type")) || !isPlain) {
        throw notOurs("its tree is not a plain table");
      }
      return sql;
    }
  }

  private Map<String, Column> columns() throws SQLException {
    Map<String, Column> columns = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA table_xinfo(tree)")) {
      while (found.next()) {
        String name = found.getString("name").toLowerCase(Locale.ROOT);
        columns.put(name, new Column(found.getInt("pk"), found.getInt("hidden") != 0));
      }
    }
    return columns;
  }

  private void checkColumns(Map<String, Column> columns) throws DatabaseException {
    for (String name : COLUMNS) {
      Column column = columns.get(name);
      if (column == null || column.computed()) {
        throw notOurs("its table tree has no column " + name + " that can be written to");
      }
    }
  }

  private static boolean isKey(Map<String, Column> columns) {
    long parts = columns.values().stream().filter(column -> column.key() > 0).count();
    return parts == 1 && columns.get(KEY).key() == 1;
  }

  /** Of rows with the same inode the newest is kept: it is what was written last. */
  private static String withKey() {
    String columns = String.join(", ", COLUMNS);
    return "BEGIN; ALTER TABLE tree RENAME TO tree_without_key; "
        + CREATE_TABLE.replaceAll("\\s+", " ")
        + "; INSERT OR REPLACE INTO tree SELECT "
        + columns
        + " FROM tree_without_key WHERE inode IS NOT NULL ORDER BY version, rowid;"
        + " DROP TABLE tree_without_key; COMMIT;";
  }

  /** Those that a table makes by itself have no declaration. */
  private void addIndexes(List<Fault> faults) throws SQLException {
    String query =
        "SELECT name, sql FROM sqlite_schema"
            + " WHERE type = 'index' AND lower(tbl_name) = 'tree' AND sql IS NOT NULL";
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      while (found.next()) {
        if (!Declaration.isPlainIndex(found.getString("sql"))) {
          faults.add(
              Fault.refused(
                  "index '" + shown(found.getString("name")) + "' is more than an index of columns",
                  "DROP INDEX " + quoted(found.getString("name")) + ";"));
        }
      }
    }
  }

  /** For people; a text of strangers may be a long one. */
  private static String shown(String text) {
    String start = text.substring(0, Math.min(text.length(), MAX_SHOWN));
    return start.replaceAll("\\p{Cntrl}", "?") + (start.length() < text.length() ? "..." : "");
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private void addTriggers(List<Fault> faults) throws SQLException {
    String query =
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND lower(tbl_name) = 'tree'";
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      while (found.next()) {
        String name = found.getString("name");
        faults.add(
            Fault.refused(
                "trigger '" + shown(name) + "' changes what is written",
                "DROP TRIGGER " + quoted(name) + ";"));
      }
    }
  }

  private void addEncoding(List<Fault> faults) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA encoding")) {
      String encoding = found.next() ? found.getString(1) : "UTF-8";
      if (!encoding.equals("UTF-8")) {
        faults.add(
            Fault.refused(
                "names are stored in " + encoding + ", and are read as UTF-8",
                "sqlite3 " + file + " .dump | sqlite3 NEW-FILE"));
      }
    }
  }
}
