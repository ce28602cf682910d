package dev.pmxcfs.state.database;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.VirtualNames;
import java.util.function.Consumer;

/** What can be said of a row alone (operations, section 6, step 2). */
final class RowRules {

  private final Consumer<Fault> faults;

  /**
   * @param faults takes what is wrong
   */
  RowRules(Consumer<Fault> faults) {
    this.faults = faults;
  }

  /** Checks the row that stands for the root. */
  void checkVersionRow(TreeRow row) {
    if (!row.attributes().name().equals(TreeRow.VERSION_NAME)) {
      faults.accept(
          Fault.refused(
              "the root's row has unexpected name '" + row.attributes().name() + "'",
              Fault.update(0, "name = '" + TreeRow.VERSION_NAME + "'")));
    }
    if (!row.isDirectory() && !row.isRegularFile()) {
      faults.accept(
          Fault.refused(
              "the root's row has unknown type " + row.type(),
              Fault.update(0, "type = " + TreeRow.REGULAR_FILE)));
    }
    if (row.isDirectory() && row.data().length > 0) {
      faults.accept(Fault.refused("the root's row contains data", Fault.update(0, "data = NULL")));
    }
  }

  /**
   * Checks the global version against those of all entries.
   *
   * @param versionRow null if there is none
   */
  void checkVersion(TreeRow versionRow, long highest) {
    if (versionRow == null) {
      faults.accept(
          Fault.served(
              "there is no global version (a row of inode 0): the server goes on from "
                  + Long.toUnsignedString(highest),
              "INSERT INTO tree VALUES (0, 0, "
                  + (highest == 0 ? 1 : highest)
                  + ", 0, CAST(strftime('%s', 'now') AS INTEGER), 8, '__version__', NULL);"));
    } else if (Long.compareUnsigned(versionRow.attributes().version(), highest) < 0) {
      faults.accept(
          Fault.served(
              "the global version is "
                  + Long.toUnsignedString(versionRow.attributes().version())
                  + ", but there are entries up to "
                  + Long.toUnsignedString(highest),
              Fault.update(0, "version = " + highest)));
    }
  }

  /** Checks what can be said of a row alone, and makes a file or a directory of it. */
  TreeRow checked(TreeRow row, boolean hasChildren) {
    checkName(row);
    if (!row.isDirectory() && !row.isRegularFile()) {
      int type = hasChildren ? TreeRow.DIRECTORY : TreeRow.REGULAR_FILE;
      faults.accept(
          Fault.refused(
              row.attributes() + " has unknown type " + row.type(),
              Fault.update(row.inode(), "type = " + type)));
      return row.as(type);
    }
    if (row.isDirectory() && row.data().length > 0) {
      faults.accept(
          Fault.refused(
              "directory " + row.attributes() + " contains data",
              hasChildren
                  ? moveData(row.inode())
                  : Fault.update(row.inode(), "type = " + TreeRow.REGULAR_FILE)));
      return row.as(hasChildren ? TreeRow.DIRECTORY : TreeRow.REGULAR_FILE);
    }
    return row;
  }

  /** SQL that makes a file, beside a directory, of what the directory contains. */
  private static String moveData(long inode) {
    return "INSERT INTO tree SELECT (SELECT max(inode) + 1 FROM tree), parent, version, writer,"
        + " mtime, 8, name || '.data-of-inode-"
        + inode
        + "', data FROM tree WHERE inode = "
        + inode
        + "; "
        + Fault.update(inode, "data = NULL");
  }

  private void checkName(TreeRow row) {
    ByteString name = row.attributes().name();
    String mend = Fault.update(row.inode(), "name = 'inode-" + row.inode() + "'");
    if (name.isEmpty()) {
      faults.accept(Fault.refused(row.attributes() + " has no name", mend));
    } else {
      NameRule.violation(name)
          .ifPresent(
              wrong -> faults.accept(Fault.served(row.attributes() + ": its name " + wrong, mend)));
    }
    if (row.attributes().parent() == ConfigTree.ROOT_INODE
        && VirtualNames.contain(name.toLatin1())) {
      faults.accept(
          Fault.served(
              row.attributes()
                  + ": its name is one that the server makes up; no command changes it",
              Fault.rename(row.inode())));
    }
  }
}
