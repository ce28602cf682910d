package dev.pmxcfs.state.database;

import dev.pmxcfs.state.failure.Reason;
import dev.qbipc.linux.file.FileStatus.Type;
import dev.qbipc.linux.file.OpenFile;
import dev.qbipc.linux.file.SafeDirectory;
import dev.qbipc.linux.file.UnsafeDirectoryException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path that a user has given as a database, and what is there. Nothing that was there is
 * changed, not even its mode.
 */
final class DatabaseFile {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseFile.class);

  private static final byte[] HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  /** The kind of a file in its mode. */
  private static final int S_IFMT = 0xF000;

  private static final int S_IFIFO = 0x1000;
  private static final int S_IFCHR = 0x2000;
  private static final int S_IFBLK = 0x6000;
  private static final int S_IFSOCK = 0xC000;

  private static final Set<PosixFilePermission> OF_OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  private DatabaseFile() {}

  /**
   * The database at a path.
   *
   * @return its real path, without symbolic links
   * @throws DatabaseException if there is nothing, or something that is not a database
   */
  static Path find(Path path) throws DatabaseException {
    try {
      Path real = path.toRealPath();
      OpenDatabases.checkIsNotOpen(real);
      checkKind(path, real);
      return real;
    } catch (NoSuchFileException e) {
      throw new DatabaseException(path, "there is no such database", e);
    } catch (DatabaseException e) {
      throw e;
    } catch (AccessDeniedException e) {
      throw new DatabaseException(path, "permission denied" + owner(path), e);
    } catch (IOException e) {
      throw new DatabaseException(path, "cannot be read: " + Reason.of(e), e);
    }
  }

  /**
   * The database at a path, or the place for a new one.
   *
   * @return its real path
   * @throws DatabaseException if there is something else, or no directory for it
   */
  static Path findOrPlace(Path path) throws DatabaseException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.isSymbolicLink(path) && Files.notExists(path)) {
        throw new DatabaseException(path, "is a symbolic link to something that does not exist");
      }
      return find(path);
    }
    Path absolute = path.toAbsolutePath();
    Path directory = absolute.getParent();
    try {
      if (directory == null || absolute.getFileName() == null) {
        throw new DatabaseException(path, "is a directory, not a database");
      }
      if (!Files.isDirectory(directory)) {
        throw new DatabaseException(path, "there is no directory for it");
      }
      return directory.toRealPath().resolve(absolute.getFileName());
    } catch (DatabaseException e) {
      throw e;
    } catch (IOException e) {
      throw new DatabaseException(path, "cannot be created: " + Reason.of(e), e);
    }
  }

  private static void checkKind(Path path, Path real) throws IOException {
    int mode = (Integer) Files.getAttribute(real, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatabaseException(path, "is " + kind(mode) + ", not a database");
    }
    byte[] start;
    try (OpenFile opened = OpenFile.open(real)) {
      if (opened.status().type() != Type.REGULAR) {
        throw new DatabaseException(path, "was replaced while it was looked at");
      }
      start = opened.read(HEADER.length);
    }
    if (start.length == 0) {
      throw new DatabaseException(path, "is an empty file, not a database");
    }
    if (!Arrays.equals(start, HEADER)) {
      throw new DatabaseException(path, "is not a database: it does not begin as SQLite's do");
    }
  }

  private static String kind(int mode) {
    return switch (mode & S_IFMT) {
      case S_IFIFO -> "a named pipe";
      case S_IFCHR, S_IFBLK -> "a device";
      case S_IFSOCK -> "a socket";
      default -> "a directory";
    };
  }

  /**
   * Demands of root to write only where no other user can put something else in the way.
   *
   * @param given the path of a database that exists or is to be made
   * @param file its real path
   * @return whether others can add files beside it
   */
  static boolean checkIsSafe(Path given, Path file) throws IOException {
    try {
      return SafeDirectory.isFileSharedForRoot(given, file);
    } catch (UnsafeDirectoryException e) {
      throw new DatabaseException(file, "root does not write to it: " + Reason.withFile(e), e);
    }
  }

  /**
   * Looks whether a database can be written to, without doing so.
   *
   * @param file its real path
   */
  static void checkWritable(Path file) throws IOException {
    try {
      FileChannel.open(file, StandardOpenOption.WRITE).close();
    } catch (AccessDeniedException e) {
      throw new DatabaseException(file, "cannot be written to: permission denied" + owner(file), e);
    } catch (IOException e) {
      throw new DatabaseException(file, "cannot be written to: " + Reason.of(e), e);
    }
  }

  /** Whose a file is that may not be used, if that can be told. */
  private static String owner(Path path) {
    try {
      String owner = Files.getOwner(path).getName();
      String user = System.getProperty("user.name");
      return owner.equals(user) ? "" : " (it belongs to " + owner + ", and you are " + user + ")";
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /** Says that others can read the cluster's secrets, if they can. */
  static void warnOfReaders(Path file) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (!Collections.disjoint(mode, OF_OTHERS)) {
      LOG.warn(
          "{} holds the cluster's secrets, and its mode {} lets others in; chmod 600 changes that",
          file,
          PosixFilePermissions.toString(mode));
    }
  }
}
