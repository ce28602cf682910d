package dev.pmxcfs.ipc.cli.config.lock;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.admin.ConfigFiles;
import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.ServedFiles;
import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.ConnectFailure;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.change.RemoveLock;
import dev.pmxcfs.state.change.SetMtime;
import dev.pmxcfs.state.locks.LockRecords;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.OptionalLong;

/**
 * A lock of the cluster, taken by the changes that PVE's programs make through the mount (mount,
 * section 8): a directory in {@code priv/lock}, which is renewed by its time and given back by
 * deleting it. Each step is a connection of its own, so that the server may be restarted meanwhile.
 * All of them block, and throw a {@link CommandFailedException} where no server runs.
 */
final class TreeLock {

  private static final byte[] ROOT = {};

  private final Vertx vertx;
  private final String service;
  private final ConfigPath path;
  private final Clock clock;

  /** Which of the locks that have had the name it is, once it is taken. */
  private long inode;

  /** The tree's version before a directory was asked for that may have been made; none mostly. */
  private OptionalLong doubtfulSince = OptionalLong.empty();

  /** Whether it may be made yet, by a cluster that has not moved for long. */
  private boolean mayComeLate;

  /**
   * @param service the main service's name
   * @param name the lock's
   */
  TreeLock(Vertx vertx, String service, String name, Clock clock) {
    this.vertx = vertx;
    this.service = service;
    this.path = LockRecords.DIRECTORY.child(ByteString.of(name));
    this.clock = clock;
  }

  /** A step with the files of the server as they are now. */
  @FunctionalInterface
  private interface Step {

    boolean on(ConfigFiles files) throws RefusedException, IOException;
  }

  private boolean step(Step step) throws RefusedException, IOException {
    try (ConfigFiles files = ServedFiles.connect(vertx, service)) {
      return step.on(files);
    } catch (QbException e) {
      throw ConnectFailure.ofServer(service, e);
    }
  }

  /**
   * Takes it, or else asks for its removal, which is granted if its holder has not renewed it for
   * more than 120 s. May be called again, whatever it has thrown.
   *
   * @return whether it is taken
   */
  boolean take() throws RefusedException, IOException {
    return step(
        files -> {
          long before = files.status(ROOT).attributes().version();
          makeDirectories(files);
          if (isTaken(files, before)) {
            return true;
          }
          try {
            files.change(new RemoveLock(path));
          } catch (RefusedException e) {
            if (e.errno() != Errno.EACCES && e.errno() != Errno.ENOENT) {
              throw e;
            }
            return false;
          }
          return isTaken(files, before);
        });
  }

  /** The answer tells which one it is: nobody else's is taken for it, even if it is lost later. */
  private boolean isTaken(ConfigFiles files, long before) throws RefusedException, IOException {
    try {
      inode = files.change(new MakeDirectory(path));
      doubtfulSince = OptionalLong.empty();
      return true;
    } catch (RefusedException e) {
      if (e.errno() == Errno.EEXIST) {
        return false;
      }
      if (isPassing(e)) {
        doubt(before);
        mayComeLate |= e.errno() == Errno.ETIMEDOUT;
      }
      throw e;
    } catch (IOException e) {
      doubt(before);
      throw e;
    }
  }

  private void doubt(long before) {
    doubtfulSince = OptionalLong.of(doubtfulSince.orElse(before));
  }

  /** Whether a change is refused that may be made all the same, and may be asked for again. */
  static boolean isPassing(RefusedException e) {
    return switch (e.errno()) {
      case Errno.EBUSY, Errno.EIO, Errno.ETIMEDOUT -> true;
      default -> false;
    };
  }

  /** Whether a lock was asked for of which no answer tells whether it is made. */
  boolean isInDoubt() {
    return doubtfulSince.isPresent();
  }

  /**
   * Whether the lock that {@linkplain #isInDoubt may have been made} is there, or may still come:
   * whoever has made one meanwhile cannot be told from it.
   */
  boolean mayBeLeft() throws RefusedException, IOException {
    try {
      return step(
          files -> {
            long there = files.status(bytes()).attributes().inode();
            return Long.compareUnsigned(there, doubtfulSince.getAsLong()) > 0;
          });
    } catch (RefusedException e) {
      if (e.errno() == Errno.ENOENT) {
        return mayComeLate;
      }
      throw e;
    }
  }

  private static void makeDirectories(ConfigFiles files) throws RefusedException, IOException {
    isMade(files, LockRecords.DIRECTORY.directory());
    isMade(files, LockRecords.DIRECTORY);
  }

  private static boolean isMade(ConfigFiles files, ConfigPath directory)
      throws RefusedException, IOException {
    try {
      files.change(new MakeDirectory(directory));
      return true;
    } catch (RefusedException e) {
      if (e.errno() == Errno.EEXIST) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Renews it.
   *
   * @return whether it is still held
   */
  boolean renew() throws RefusedException, IOException {
    return step(
        files -> {
          if (!isThere(files)) {
            return false;
          }
          files.change(new SetMtime(path, (int) clock.instant().getEpochSecond()));
          return true;
        });
  }

  /**
   * Gives it back.
   *
   * @return whether it was still held
   */
  boolean release() throws RefusedException, IOException {
    return step(
        files -> {
          if (!isThere(files)) {
            return false;
          }
          files.change(new DeleteEntry(path));
          return true;
        });
  }

  private boolean isThere(ConfigFiles files) throws RefusedException, IOException {
    try {
      return files.status(bytes()).attributes().inode() == inode;
    } catch (RefusedException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw e;
    }
  }

  private byte[] bytes() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
