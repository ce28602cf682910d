package dev.pmxcfs.state.database;

import java.io.IOException;
import java.nio.file.Path;
import org.sqlite.SQLiteException;

/** The configuration database cannot be used; the message says which file and why. */
public class DatabaseException extends IOException {

  private static final long serialVersionUID = 1;

  /**
   * @param file the database
   * @param reason what is wrong with it
   */
  public DatabaseException(Path file, String reason) {
    super(file + ": " + reason);
  }

  /** As the other, with what caused it. */
  public DatabaseException(Path file, String reason, Throwable cause) {
    super(file + ": " + reason, cause);
  }

  /** What a person has to do about it, a clause. */
  public String remedy() {
    if (!(getCause() instanceof SQLiteException failure)) {
      return "see to the file and the disk it is on";
    }
    return switch (failure.getResultCode()) {
      case SQLITE_FULL -> "make room on the disk it is on";
      case SQLITE_BUSY, SQLITE_LOCKED -> "see which program keeps it locked";
      case SQLITE_CORRUPT, SQLITE_NOTADB -> "put a sound copy in its place";
      default -> "see to the file and the disk it is on";
    };
  }
}
