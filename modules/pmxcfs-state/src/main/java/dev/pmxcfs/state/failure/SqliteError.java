package dev.pmxcfs.state.failure;

import java.sql.SQLException;

/** What SQLite's error codes mean to those who use a database. */
public enum SqliteError {
  /** Another program has the database locked. */
  BUSY(5, "another program has it locked"),
  /** There is no memory left. */
  NOMEM(7, "there is not enough memory"),
  /** The file or its file system cannot be written to. */
  READONLY(8, "it cannot be written to"),
  /** The disk has a fault. */
  IOERR(10, "it cannot be read from or written to the disk (input/output error)"),
  /** Pages of the file are not what they should be. */
  CORRUPT(11, "it is damaged"),
  /** No space is left. */
  FULL(13, "the disk is full"),
  /** The file, or one that SQLite needs beside it, cannot be opened. */
  CANTOPEN(14, "it cannot be opened"),
  /** A row has more than a row may have. */
  TOOBIG(18, "it has a value that is too large"),
  /** The file does not begin as a database does. */
  NOTADB(26, "it is not a database"),
  /** Everything else: the message says what. */
  OTHER(-1, "");

  /** Above these bits a code has details. */
  private static final int PRIMARY_CODE = 0xFF;

  private final int code;
  private final String words;

  SqliteError(int code, String words) {
    this.code = code;
    this.words = words;
  }

  /** What kind of error an exception of SQLite's driver tells of. */
  public static SqliteError of(SQLException e) {
    for (SqliteError error : values()) {
      if (error.code == (e.getErrorCode() & PRIMARY_CODE)) {
        return error;
      }
    }
    return OTHER;
  }

  String words() {
    return words;
  }
}
