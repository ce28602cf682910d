package dev.pmxcfs.state.database;

import java.io.IOException;
import java.nio.file.Path;

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
}
