package dev.pmxcfs.state.database;

/**
 * Something in a database that is not as it should be.
 *
 * @param what what it is and where, as a sentence
 * @param mend what makes it right: SQL, or a command
 * @param refused whether no server starts with it; the others are served as the C server does
 */
public record Fault(String what, String mend, boolean refused) {

  static Fault refused(String what, String mend) {
    return new Fault(what, mend, true);
  }

  static Fault served(String what, String mend) {
    return new Fault(what, mend, false);
  }

  /** SQL that changes an entry. */
  static String update(long inode, String change) {
    return "UPDATE tree SET " + change + " WHERE inode = " + inode + ";";
  }

  /** SQL that gives an entry a name that no other has. */
  static String rename(long inode) {
    return update(inode, newName(inode));
  }

  /** SQL that moves an entry into the root, where it can be looked at. */
  static String moveToRoot(long inode) {
    return update(inode, "parent = 0, " + newName(inode));
  }

  private static String newName(long inode) {
    return "name = name || '.inode-" + inode + "'";
  }
}
