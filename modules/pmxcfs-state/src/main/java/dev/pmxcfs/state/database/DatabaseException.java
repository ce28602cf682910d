package dev.pmxcfs.state.database;

import dev.pmxcfs.state.failure.SqliteError;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

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
    SqliteError error =
        getCause() instanceof SQLException cause ? SqliteError.of(cause) : SqliteError.OTHER;
    return switch (error) {
      case FULL -> "make room on the disk it is on";
      case BUSY -> "see which program keeps it locked";
      case CORRUPT, NOTADB -> "put a sound copy in its place";
      default -> "see to the file and the disk it is on";
    };
  }
}
