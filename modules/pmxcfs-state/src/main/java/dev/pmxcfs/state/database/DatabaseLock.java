package dev.pmxcfs.state.database;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps a second server away from a database, in this process and in others. SQLite's own locks
 * will not do: other processes may read the database at any time (operations, section 6).
 *
 * <p>There are two locks:
 *
 * <ul>
 *   <li>{@code NAME.lock} beside the database, which holds the owner's process id. It is removed in
 *       the end.
 *   <li>The C server's, {@code .pmxcfs.lockfile} in the directory of {@code config.db} (operations,
 *       section 8), which keeps the two kinds of servers apart. The C server knows no other name of
 *       a database, and it does not look whether what it has locked is still there: the file stays.
 * </ul>
 */
final class DatabaseLock implements AutoCloseable {

  private static final String SUFFIX = ".lock";
  private static final String NAME_IN_C = "config.db";
  private static final String LOCK_OF_C = ".pmxcfs.lockfile";

  /** The owner's process id and nothing else. */
  private static final Pattern OWNER = Pattern.compile("(\\d+)\n");

  private final LockFile own;
  private final LockFile ofC;

  /**
   * @param ofC null if the C server does not know the database
   */
  private DatabaseLock(LockFile own, LockFile ofC) {
    this.own = own;
    this.ofC = ofC;
  }

  /**
   * Takes both locks at once or none.
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
    try {
      own.write(ProcessHandle.current().pid() + "\n");
      return new DatabaseLock(own, lockOfC(database));
    } catch (IOException e) {
      own.remove();
      throw e;
    }
  }

  private static LockFile lockOfC(Path database) throws IOException {
    if (!database.getFileName().toString().equals(NAME_IN_C)) {
      return null;
    }
    LockFile lock = LockFile.tryLock(database.resolveSibling(LOCK_OF_C));
    if (lock == null) {
      throw inUseBy(database, "C pmxcfs, which has locked " + LOCK_OF_C + " beside it");
    }
    return lock;
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

  /** Gives the lock back. */
  @Override
  public void close() throws IOException {
    if (ofC != null) {
      ofC.close();
    }
    own.remove();
  }
}
