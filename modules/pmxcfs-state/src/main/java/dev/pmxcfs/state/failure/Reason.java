package dev.pmxcfs.state.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why something failed, as a person would say it: what Java and SQLite have as a message is the
 * name of a file, the name of a class, or both.
 */
public final class Reason {

  /** {@code [SQLITE_CODE] what the code means (what SQLite says of this case)}. */
  private static final Pattern SQLITE_MESSAGE =
      Pattern.compile("\\[\\w+]\\s+.*?\\((.*)\\)", Pattern.DOTALL);

  private Reason() {}

  /** The reason alone, for a message that names the file. */
  public static String of(Throwable failure) {
    if (failure instanceof FileSystemException e) {
      return ofFile(e);
    }
    if (failure instanceof UncheckedIOException e) {
      return of(e.getCause());
    }
    if (failure instanceof SQLException e) {
      return ofDatabase(e);
    }
    String message = failure.getMessage();
    if (message == null && failure instanceof IOException) {
      return "it cannot be read or written";
    }
    return message == null ? failure.toString() : uncapitalized(message);
  }

  /** The reason, behind the name of the file where the failure has one. */
  public static String withFile(Exception failure) {
    if (failure instanceof FileSystemException e && e.getFile() != null) {
      return e.getFile() + ": " + ofFile(e);
    }
    return of(failure);
  }

  private static String ofFile(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "exists already";
    }
    if (e instanceof NotDirectoryException) {
      return "is not a directory";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return "is not empty";
    }
    return e.getReason() == null ? "cannot be used" : uncapitalized(e.getReason());
  }

  private static String ofDatabase(SQLException e) {
    SqliteError error = SqliteError.of(e);
    if (error != SqliteError.OTHER) {
      return error.words();
    }
    String message = String.valueOf(e.getMessage());
    Matcher matcher = SQLITE_MESSAGE.matcher(message);
    return uncapitalized(matcher.matches() ? matcher.group(1) : message);
  }

  /** As part of a sentence; an abbreviation stays as it is. */
  private static String uncapitalized(String text) {
    if (text.length() < 2 || !Character.isLowerCase(text.charAt(1))) {
      return text;
    }
    return Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
