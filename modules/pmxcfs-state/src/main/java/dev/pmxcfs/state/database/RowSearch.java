package dev.pmxcfs.state.database;

import dev.pmxcfs.state.failure.SqliteError;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/** Finds the rows of a damaged table that can be read, on both sides of those that cannot. */
final class RowSearch {

  private static final String NEXT =
      "SELECT inode FROM tree WHERE inode > ? ORDER BY inode LIMIT 1";

  private static final long MAX_STEP = 1L << 62;

  private final Connection connection;

  RowSearch(Connection connection) {
    this.connection = connection;
  }

  /** The result of searching for the next inode. */
  private record Look(boolean readable, OptionalLong inode) {}

  /**
   * Hands the readable rows of a table to a loader, and tells it of the gaps.
   *
   * @param loader may have some of the rows already
   */
  void readAround(TreeTable table, TreeLoader loader) throws SQLException {
    long last = Long.MIN_VALUE;
    loader.restart();
    while (!isReadToTheEnd(table, last, loader)) {
      last = Math.max(last, loader.lastInode());
      Look next = lookBehind(last);
      if (next.readable() && next.inode().isEmpty()) {
        return;
      }
      long gap = last;
      // the row itself can be found, so that it is its contents that cannot be read
      last = next.readable() ? next.inode().getAsLong() : behindGap(last);
      loader.addGap(gap, last, next.readable());
      if (last == Long.MAX_VALUE) {
        return;
      }
    }
  }

  private static boolean isReadToTheEnd(TreeTable table, long last, TreeLoader loader)
      throws SQLException {
    try {
      table.readAbove(last, loader);
      return true;
    } catch (SQLException e) {
      if (SqliteError.of(e) != SqliteError.CORRUPT) {
        throw e;
      }
      return false;
    }
  }

  /**
   * The least inode, as far as that can be told, behind which rows are readable again; the highest
   * number if there is none.
   */
  private long behindGap(long last) throws SQLException {
    long bad = last;
    long step = 1;
    long from = Math.max(last, 0);
    while (!lookBehind(from + step).readable()) {
      bad = from + step;
      if (step >= MAX_STEP - from) {
        return Long.MAX_VALUE;
      }
      step <<= 1;
    }
    long good = from + step;
    while (good - bad > 1 && bad >= 0) {
      long middle = bad + (good - bad) / 2;
      if (lookBehind(middle).readable()) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    return good;
  }

  private Look lookBehind(long inode) throws SQLException {
    try (PreparedStatement next = connection.prepareStatement(NEXT)) {
      next.setLong(1, inode);
      try (ResultSet found = next.executeQuery()) {
        return new Look(
            true, found.next() ? OptionalLong.of(found.getLong(1)) : OptionalLong.empty());
      }
    } catch (SQLException e) {
      if (SqliteError.of(e) != SqliteError.CORRUPT) {
        throw e;
      }
      return new Look(false, OptionalLong.empty());
    }
  }
}
