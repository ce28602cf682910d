package dev.pmxcfs.ipc.modules;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Swaps in each jar of a directory that is added or replaced.
 *
 * <p>A jar counts as complete when it has not changed from one look to the next. One that is
 * refused is tried again when it changes. A jar that is removed takes nothing out of service, since
 * who replaces a directory as a whole, as a build does, removes them all for a moment.
 *
 * <p>The directory is looked at, rather than the kernel asked to tell of changes: what it tells is
 * about the directory that was there at first, and not about one that came in its place.
 */
public final class ModuleWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ModuleWatch.class);

  private static final long INTERVAL_MILLIS = 500;

  private final Vertx vertx;
  private final ModuleDirectory directory;
  private final ServedModules modules;

  /** What was swapped in, or refused. */
  private Map<Path, Stamp> settled;

  /** What the last look saw. */
  private Map<Path, Stamp> seen;

  private long timer;
  private boolean closed;

  /** What changes when a file does. */
  private record Stamp(Object file, long size, FileTime modified) {

    static Stamp of(Path path) throws IOException {
      var attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stamp(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
    }
  }

  /**
   * A watch that takes the jars that are there now for those that serve. Blocks.
   *
   * @throws IOException if the directory cannot be read
   */
  public ModuleWatch(Vertx vertx, ModuleDirectory directory, ServedModules modules)
      throws IOException {
    this.vertx = vertx;
    this.directory = directory;
    this.modules = modules;
    settled = look();
    seen = Map.copyOf(settled);
  }

  /** Begins to look. */
  public synchronized void start() {
    if (closed) {
      return;
    }
    timer = vertx.setTimer(INTERVAL_MILLIS, fired -> swapChanged());
  }

  /** Ends it; a swap that has begun goes on. */
  public synchronized Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  /** Waits for no swap, which ends with the last request of the version before. */
  private void swapChanged() {
    vertx
        .executeBlocking(this::complete, false)
        .onSuccess(jars -> jars.forEach(this::swap))
        .onComplete(looked -> start());
  }

  private void swap(Path jar) {
    modules
        .swap(jar)
        .onFailure(cause -> LOG.warn("{}; what served before goes on", cause.getMessage()));
  }

  /** Looks, and returns the jars that have changed and do so no more. Blocks. */
  List<Path> complete() {
    Map<Path, Stamp> now;
    try {
      now = look();
    } catch (IOException e) {
      LOG.debug("{} cannot be read just now", directory, e);
      return List.of();
    }
    List<Path> complete = new ArrayList<>();
    now.forEach(
        (jar, stamp) -> {
          if (stamp.equals(seen.get(jar)) && !stamp.equals(settled.get(jar))) {
            complete.add(jar);
            settled.put(jar, stamp);
          }
        });
    seen = now;
    return complete;
  }

  private Map<Path, Stamp> look() throws IOException {
    Map<Path, Stamp> stamps = new HashMap<>();
    for (Path jar : directory.jars()) {
      stamps.put(jar, Stamp.of(jar));
    }
    return stamps;
  }
}
