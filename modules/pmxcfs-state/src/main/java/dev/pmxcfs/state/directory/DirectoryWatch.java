package dev.pmxcfs.state.directory;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/** Tells when something in any of some directories changed. Waiting is for one thread. */
final class DirectoryWatch implements AutoCloseable {

  /** A burst of changes is over when nothing changed for so long. */
  private static final long QUIET_MILLIS = 50;

  /** Changes that never cease are looked at after so long all the same. */
  private static final long LONGEST_BURST_MILLIS = 1_000;

  private final WatchService service;

  private DirectoryWatch(WatchService service) {
    this.service = service;
  }

  /** Watches nothing yet. */
  static DirectoryWatch on(Path path) throws IOException {
    return new DirectoryWatch(path.getFileSystem().newWatchService());
  }

  /** Watches what is directly in a directory; one that is watched already may be added again. */
  void add(Path directory) throws IOException {
    directory.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
  }

  /**
   * Waits for a change and then for the end of the burst it may belong to.
   *
   * @return false if the watch was closed
   */
  boolean awaitChanges() throws InterruptedException {
    try {
      take(service.take());
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_BURST_MILLIS);
      WatchKey next = service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
      while (next != null) {
        take(next);
        next = System.nanoTime() < end ? service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS) : null;
      }
      return true;
    } catch (ClosedWatchServiceException e) {
      return false;
    }
  }

  /** What changed is of no interest: a directory that moved is still known by its old path. */
  private static void take(WatchKey key) {
    key.pollEvents();
    key.reset();
  }

  /** Ends the watch, and the wait for it. */
  @Override
  public void close() throws IOException {
    service.close();
  }
}
