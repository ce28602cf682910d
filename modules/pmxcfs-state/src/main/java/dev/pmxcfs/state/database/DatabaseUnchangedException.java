package dev.pmxcfs.state.database;

import java.nio.file.Path;

/**
 * A change was not stored, and the database is as it was for certain: a later change may succeed.
 */
public final class DatabaseUnchangedException extends DatabaseException {

  private static final long serialVersionUID = 1;

  private final boolean lasting;

  private DatabaseUnchangedException(Path file, String reason, boolean lasting, Throwable cause) {
    super(file, reason, cause);
    this.lasting = lasting;
  }

  /** Another program has the database locked. */
  static DatabaseUnchangedException locked(Path file, Throwable cause) {
    return new DatabaseUnchangedException(
        file,
        "the change was not saved: another program has it locked; try again later",
        false,
        cause);
  }

  /**
   * Another program has changed the database.
   *
   * @param what that is
   */
  static DatabaseUnchangedException changed(Path file, String what) {
    return new DatabaseUnchangedException(
        file,
        "the change was not saved, since another program has changed the database ("
            + what
            + "); restart the server, which reads it anew",
        true,
        null);
  }

  /** Whether all later changes are refused too, unless the reason is undone. */
  public boolean isLasting() {
    return lasting;
  }
}
