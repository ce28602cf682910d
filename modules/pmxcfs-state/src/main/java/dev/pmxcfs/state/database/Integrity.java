package dev.pmxcfs.state.database;

import dev.pmxcfs.state.failure.SqliteError;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The result of SQLite's check of all pages of a database. */
final class Integrity {

  /** What rows hold is looked at when they are read, and then with a name. */
  private static final Pattern OF_ROWS =
      Pattern.compile("(NULL|TEXT|NUMERIC) value in tree\\..*|CHECK constraint failed in tree");

  /** No damage, but an index to be made anew. */
  private static final Pattern OF_INDEXES =
      Pattern.compile("row \\d+ missing from index .*|wrong # of entries in index .*");

  private final Connection connection;

  Integrity(Connection connection) {
    this.connection = connection;
  }

  /** All faults; of damaged pages at most a hundred. */
  List<Fault> faults() throws SQLException {
    List<Fault> faults = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      // our own are looked at when the rows are read, and others' may take for ever
      statement.execute("PRAGMA ignore_check_constraints = ON");
      try (ResultSet found = statement.executeQuery(check(statement))) {
        while (found.next()) {
          found.getString(1).lines().forEach(line -> add(line, faults));
        }
      }
    } catch (SQLException e) {
      if (SqliteError.of(e) != SqliteError.CORRUPT) {
        throw e;
      }
      if (faults.isEmpty()) {
        faults.add(damaged("it cannot be looked at as a whole"));
      }
    }
    return faults;
  }

  /** Other tables, which may have computed columns, are not looked at, nor are free pages then. */
  private static String check(Statement statement) throws SQLException {
    try (ResultSet others =
        statement.executeQuery(
            "SELECT 1 FROM sqlite_schema WHERE lower(tbl_name) <> 'tree' LIMIT 1")) {
      return others.next() ? "PRAGMA integrity_check(tree)" : "PRAGMA integrity_check";
    }
  }

  private void add(String line, List<Fault> faults) {
    if (OF_INDEXES.matcher(line).matches()) {
      faults.add(Fault.served("an index is not up to date: " + line, "REINDEX;"));
    } else if (!line.equals("ok") && !line.startsWith("***") && !OF_ROWS.matcher(line).matches()) {
      faults.add(damaged(line));
    }
  }

  /** A fault of pages, which no SQL mends. */
  static Fault damaged(String where) {
    return Fault.refused(
        "damaged: " + where.strip(),
        "a backup; or config export, which saves what can be read, and config import into a new"
            + " database");
  }
}
