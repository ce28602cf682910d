package dev.pmxcfs.state.directory;

import dev.pmxcfs.state.change.Configuration;
import dev.qbipc.linux.SystemCallException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plain directory of configuration files, and what they configure, read-only.
 *
 * <p>A separate thread follows the directory: the kernel reports changes, and only those are read.
 * {@link #refresh} waits for it, so that a reader sees everything that any process has done in the
 * directory before, up to the last write(2) that has returned: what {@code cat} would print. So
 * between an open that truncates a file and the following write readers see an empty file, as with
 * the C server's mount; a file that is renamed over another one is seen as a whole.
 */
public final class ConfigDirectory implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigDirectory.class);

  private static final int UNTIL_EVENTS = -1;

  private static final String SERVED_ON = "; what was read before is served on";

  /** A directory that hangs does not keep the server from its end. */
  private static final long MAX_CLOSING_MILLIS = 2_000;

  private final Path directory;
  private final Rounds rounds;
  private final MirroredDirectory mirrored;
  private volatile String problem;
  private volatile boolean closed;
  private Thread follower;

  private ConfigDirectory(Path directory, Clock clock, long hangingNanos)
      throws SystemCallException {
    this.directory = directory;
    rounds = new Rounds(this::hasEvents, hangingNanos);
    mirrored = new MirroredDirectory(directory, clock, rounds::progress);
  }

  private boolean hasEvents() {
    return mirrored.events().hasEvents();
  }

  /**
   * Reads all that is in a directory. Blocks.
   *
   * @param clock tells the times of changes
   * @throws DirectoryException if the directory cannot be read or watched; what is in it and cannot
   *     be is left out
   */
  public static ConfigDirectory open(Path directory, Clock clock) throws DirectoryException {
    return open(directory, clock, Rounds.HANGING_NANOS);
  }

  /**
   * @param hangingNanos the time after which a directory that does not answer is no longer waited
   *     for
   */
  static ConfigDirectory open(Path directory, Clock clock, long hangingNanos)
      throws DirectoryException {
    try {
      var opened = new ConfigDirectory(directory, clock, hangingNanos);
      opened.readAll();
      return opened;
    } catch (SystemCallException e) {
      throw new DirectoryException(directory, e.getMessage(), e);
    }
  }

  private void readAll() throws SystemCallException {
    try {
      mirrored.load();
    } catch (SystemCallException | RuntimeException e) {
      mirrored.close();
      throw e;
    }
  }

  /** What was in the directory when it was opened. Not to be called after {@link #follow}. */
  public Configuration loaded() {
    return mirrored.configuration();
  }

  /**
   * Begins to follow the directory's changes.
   *
   * @param readers takes each configuration that differs from the one before; on this object's
   *     thread, must not block
   */
  public void follow(Consumer<Configuration> readers) {
    follower = new Thread(() -> followUntilClosed(readers), "config-directory");
    follower.setDaemon(true);
    follower.start();
  }

  /**
   * Returns once readers see everything that was done in the directory before this call, which is
   * immediately if nothing changed. If the directory does not answer, this waits for some seconds,
   * and later calls do not wait until it answers again.
   */
  public void refresh() {
    if (!rounds.await()) {
      LOG.error("{} does not answer; what was read before is served on", directory);
    }
  }

  /**
   * Why what is served is not what is in the directory, a sentence; empty while it is. Looks at the
   * file system: a directory that its path leads to no more may have gone without any event.
   */
  public Optional<String> fault() {
    if (rounds.isHanging()) {
      return Optional.of(directory + " does not answer" + SERVED_ON);
    }
    if (problem == null && !mirrored.isAtItsPath()) {
      mirrored.questionPath();
      return Optional.of(directory + " is another one now");
    }
    return Optional.ofNullable(problem).map(reason -> directory + " " + reason + SERVED_ON);
  }

  private void followUntilClosed(Consumer<Configuration> readers) {
    try {
      while (!closed) {
        boolean retry = problem != null || mirrored.hasToRetry();
        mirrored.events().await(retry ? MirroredDirectory.RETRY_MILLIS : UNTIL_EVENTS);
        rounds.begin();
        takeIn(readers);
        if (rounds.end()) {
          LOG.info("{} answers again", directory);
        }
      }
    } finally {
      mirrored.close();
    }
  }

  private void takeIn(Consumer<Configuration> readers) {
    Configuration before = mirrored.configuration();
    try {
      mirrored.update(problem != null);
      solved();
    } catch (SystemCallException e) {
      failed(e.isMissing() ? "has vanished" : e.getMessage(), null);
      mirrored.events().watchParent();
    } catch (RuntimeException | Error e) {
      failed("changed, and was not read again, by a fault of this program", e);
    }
    if (mirrored.configuration() != before) {
      readers.accept(mirrored.configuration());
    }
  }

  private void solved() {
    if (problem != null) {
      problem = null;
      LOG.info("{} is followed again", directory);
    }
  }

  private void failed(String reason, Throwable failure) {
    if (!reason.equals(problem)) {
      problem = reason;
      LOG.error("{} {}; what was read before is served on", directory, reason, failure);
    }
  }

  /** Ends the following, or leaves it to end by itself where the directory does not answer. */
  @Override
  public void close() {
    closed = true;
    rounds.close();
    if (follower == null) {
      mirrored.close();
      return;
    }
    mirrored.events().wakeUp();
    try {
      follower.join(MAX_CLOSING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (follower.isAlive()) {
      LOG.warn("{} does not answer, and is given up", directory);
    }
  }
}
