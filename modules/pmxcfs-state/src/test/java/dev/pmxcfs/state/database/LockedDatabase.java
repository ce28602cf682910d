package dev.pmxcfs.state.database;

import java.nio.file.Path;

/** What a database says that another program holds up. */
public final class LockedDatabase {

  private LockedDatabase() {}

  /** After which a later change may succeed. */
  public static DatabaseException refusal(Path file) {
    return DatabaseUnchangedException.locked(file, null);
  }
}
