package dev.pmxcfs.state.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps a second server away from a database, in this process and in others.
 *
 * <p>The lock is a POSIX record lock on a file beside the database, which holds the owner's process
 * id. SQLite's own locks will not do: other processes may read the database at any time (operations
 * specification, section 6). The kernel drops the lock when the process ends, however it ends; the
 * file stays. The C server has a lock of another kind, on another file, and does not see this one.
 */
final class DatabaseLock implements AutoCloseable {

  private static final String SUFFIX = ".lock";
  private static final int LONGEST_PID = 32;

  /**
   * The databases that this process has. Closing any descriptor of a lock file drops the process's
   * lock, so a held one must not even be opened.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path database;
  private final FileChannel channel;

  private DatabaseLock(Path database, FileChannel channel) {
    this.database = database;
    this.channel = channel;
  }

  /**
   * Takes the lock at once or not at all.
   *
   * @param database the real path of the database
   * @throws DatabaseException if another server has it; the message names its process
   */
  static DatabaseLock acquire(Path database) throws IOException {
    synchronized (HELD) {
      if (HELD.contains(database)) {
        throw inUseBy(database, "this process (pid " + ProcessHandle.current().pid() + ")");
      }
      FileChannel channel = FileChannel.open(lockFile(database), openOptions(), ownerOnly());
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          throw inUseBy(database, "process " + read(channel));
        }
        write(channel, Long.toString(ProcessHandle.current().pid()));
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      HELD.add(database);
      return new DatabaseLock(database, channel);
    }
  }

  private static Path lockFile(Path database) {
    return database.resolveSibling(database.getFileName() + SUFFIX);
  }

  private static Set<StandardOpenOption> openOptions() {
    return Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static FileAttribute<?> ownerOnly() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  }

  private static DatabaseException inUseBy(Path database, String owner) {
    return new DatabaseException(database, "in use by " + owner + "; stop that server first");
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(LONGEST_PID);
    channel.read(content, 0);
    return StandardCharsets.US_ASCII.decode(content.flip()).toString().strip();
  }

  private static void write(FileChannel channel, String pid) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
  }

  /** Gives the lock back. */
  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (HELD.remove(database)) {
        channel.close();
      }
    }
  }
}
