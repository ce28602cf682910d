package dev.pmxcfs.state.directory;

import static java.util.stream.Collectors.toMap;

import dev.pmxcfs.state.change.Configuration;
import dev.qbipc.linux.SystemCallException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A directory and its mirror in memory: of what is in the directory, only what the kernel reports
 * as changed is read, and what could not be read is tried again.
 *
 * <p>Any thread may call {@link #events}, {@link #isAtItsPath} and {@link #questionPath};
 * everything else is for one thread.
 */
final class MirroredDirectory implements AutoCloseable {

  /** What cannot be read is tried again after so long, though nothing tells of a change. */
  static final int RETRY_MILLIS = 1_000;

  private final Complaints complaints;
  private final MirroredTree mirror;
  private final FollowedDirectory followed;
  private long lastRetry = System.nanoTime();
  private volatile boolean pathQuestioned;

  /**
   * Opens a directory. Nothing is read yet.
   *
   * @param clock tells the times of changes
   * @param progress is run for each name that is checked
   */
  MirroredDirectory(Path directory, Clock clock, Runnable progress) throws SystemCallException {
    complaints = new Complaints(directory);
    mirror = new MirroredTree(clock, complaints, progress);
    followed = new FollowedDirectory(directory, mirror::isKnown, mirror::bytesAt, progress);
  }

  /** What tells of the directory's changes. */
  DirectoryEvents events() {
    return followed.events();
  }

  /** As {@link FollowedDirectory#isAtItsPath}. */
  boolean isAtItsPath() {
    return followed.isAtItsPath();
  }

  /** Has the next update look whether the path leads to another directory by now. */
  void questionPath() {
    pathQuestioned = true;
    followed.events().wakeUp();
  }

  /** What the directory configures, as far as it has been read. */
  Configuration configuration() {
    return mirror.configuration();
  }

  /** Whether something could not be read, and is to be tried again. */
  boolean hasToRetry() {
    return complaints.hasRetried();
  }

  /**
   * Reads all that is in the directory.
   *
   * @throws SystemCallException if the directory itself cannot be read or watched
   */
  void load() throws SystemCallException {
    mirror.update(followed.lookAtAll());
    mirror.countAsLoaded();
  }

  /**
   * Takes over what has changed.
   *
   * @param unsure whether it is not known what has, so that everything is looked at
   * @throws SystemCallException as {@link #load}
   */
  void update(boolean unsure) throws SystemCallException {
    Changes changes = followed.events().changes();
    boolean all = changes.all() || unsure;
    if (changes.root() || unsure || pathQuestioned) {
      pathQuestioned = false;
      all |= followed.reopen();
    }
    if (all) {
      mirrorAgain(mirror.update(followed.lookAtAll()));
    } else {
      if (isRetryDue()) {
        complaints.retried().forEach(path -> changes.names().putIfAbsent(path, false));
      }
      changes.moves().forEach(mirror::move);
      mirrorAgain(mirror.update(look(changes.names())));
    }
  }

  /** What was refused may be let in where something else has gone. */
  private void mirrorAgain(boolean madeRoom) {
    Set<String> refused = mirror.refused();
    refused.addAll(complaints.retried());
    if (madeRoom && !refused.isEmpty()) {
      mirror.update(look(refused.stream().collect(toMap(path -> path, path -> false))));
    }
  }

  private NavigableMap<String, Finding> look(Map<String, Boolean> names) {
    return followed.look(names, mirror.room());
  }

  private boolean isRetryDue() {
    long now = System.nanoTime();
    boolean due = now - lastRetry >= TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
    if (due) {
      lastRetry = now;
    }
    return due;
  }

  @Override
  public void close() {
    followed.close();
  }
}
