package dev.pmxcfs.state.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps a second server away from a database, in this process and in others. SQLite's own locks
 * will not do: other processes may read the database at any time (operations specification, section
 * 6).
 *
 * <p>There are two locks:
 *
 * <ul>
 *   <li>{@code NAME.lock} beside the database, which holds the owner's process id. It is removed in
 *       the end.
 *   <li>The C server's, {@code .pmxcfs.lockfile} in the directory of {@code config.db} (section 8),
 *       which keeps the two kinds of servers apart. The C server knows no other name of a database,
 *       and it does not look whether what it has locked is still there: the file stays.
 * </ul>
 */
final class DatabaseLock implements AutoCloseable {

  private static final String SUFFIX = ".lock";
  private static final String NAME_IN_C = "config.db";
  private static final String LOCK_OF_C = ".pmxcfs.lockfile";

  /** The owner's process id and nothing else. */
  private static final Pattern OWNER = Pattern.compile("(\\d+)\n");

  private final Path database;
  private final LockFile own;
  private LockFile ofC;

  private DatabaseLock(Path database, LockFile own) {
    this.database = database;
    this.own = own;
  }

  /**
   * Takes the lock at once or not at all. Nothing stays behind if it is given back before {@link
   * #keepAwayC}.
   *
   * @param database the real path of the database
   * @throws DatabaseException if another server has it; the message names its process
   */
  static DatabaseLock acquire(Path database) throws IOException {
    Path path = database.resolveSibling(database.getFileName() + SUFFIX);
    LockFile own = LockFile.tryLock(path);
    if (own == null) {
      throw inUseBy(database, owner(LockFile.read(path)));
    }
    var lock = new DatabaseLock(database, own);
    try {
      own.write(ProcessHandle.current().pid() + "\n");
      if (lock.isKnownToC() && Files.exists(lock.pathOfC(), LinkOption.NOFOLLOW_LINKS)) {
        lock.keepAwayC();
      }
      return lock;
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private static String owner(String text) {
    Matcher owner = OWNER.matcher(text);
    if (!owner.matches()) {
      return "another process";
    }
    String pid = owner.group(1);
    return pid.equals(Long.toString(ProcessHandle.current().pid()))
        ? "this process (pid " + pid + ")"
        : "process " + pid;
  }

  private static DatabaseException inUseBy(Path database, String owner) {
    return new DatabaseException(database, "in use by " + owner + "; stop that server first");
  }

  private boolean isKnownToC() {
    return database.getFileName().toString().equals(NAME_IN_C);
  }

  private Path pathOfC() {
    return database.resolveSibling(LOCK_OF_C);
  }

  /**
   * Takes the C server's lock, if it could open this database, and if that is not done.
   *
   * @throws DatabaseException if the C server has it
   */
  void keepAwayC() throws IOException {
    if (ofC == null && isKnownToC()) {
      ofC = LockFile.tryLock(pathOfC());
      if (ofC == null) {
        throw inUseBy(database, "C pmxcfs, which has locked " + LOCK_OF_C + " beside it");
      }
    }
  }

  /** Gives the lock back. */
  @Override
  public void close() throws IOException {
    if (ofC != null) {
      ofC.close();
    }
    own.remove();
  }
}
