package dev.pmxcfs.state.directory;

import dev.pmxcfs.state.mutation.Configuration;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plain directory of configuration files, and what they configure, for reading alone. Changes in
 * it are followed by a thread of its own; what belongs together has to be written within 50 ms to
 * be seen at once.
 */
public final class ConfigDirectory implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigDirectory.class);

  private final Path directory;
  private final DirectoryWatch watch;
  private final MirroredTree mirror;
  private Thread follower;

  private ConfigDirectory(Path directory, DirectoryWatch watch, MirroredTree mirror) {
    this.directory = directory;
    this.watch = watch;
    this.mirror = mirror;
  }

  /**
   * Reads all that is in a directory. Blocks.
   *
   * @param clock tells the times of changes
   * @throws DirectoryException if the directory, or one in it, cannot be read or watched
   */
  public static ConfigDirectory open(Path directory, Clock clock) throws DirectoryException {
    try {
      Path real = directory.toRealPath();
      if (!Files.isDirectory(real)) {
        throw new NotDirectoryException(real.toString());
      }
      var opened =
          new ConfigDirectory(real, DirectoryWatch.on(real), new MirroredTree(real, clock));
      opened.readAll();
      return opened;
    } catch (IOException e) {
      throw new DirectoryException(directory, "cannot be served: " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    }
    if (e instanceof AccessDeniedException denied) {
      return "permission denied for " + denied.getFile();
    }
    return e instanceof NotDirectoryException file
        ? file.getFile() + " is not a directory"
        : e.toString();
  }

  private void readAll() throws IOException {
    try {
      mirror.update(DirectoryScan.of(directory, watch));
      mirror.countAsLoaded();
    } catch (IOException | RuntimeException e) {
      watch.close();
      throw e;
    }
  }

  /** What was in the directory when it was opened. Not to be called after {@link #follow}. */
  public Configuration loaded() {
    return mirror.configuration();
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

  private void followUntilClosed(Consumer<Configuration> readers) {
    try {
      while (watch.awaitChanges()) {
        update(readers);
      }
    } catch (InterruptedException e) {
      LOG.error("changes in {} are not followed any more", directory, e);
    }
  }

  private void update(Consumer<Configuration> readers) {
    Configuration before = mirror.configuration();
    try {
      mirror.update(DirectoryScan.of(directory, watch));
    } catch (IOException e) {
      LOG.error("{} cannot be read; what was read before is served on: {}", directory, reason(e));
      return;
    } catch (RuntimeException e) {
      LOG.error("changes in {} were not taken in", directory, e);
    }
    if (mirror.configuration() != before) {
      readers.accept(mirror.configuration());
    }
  }

  /** Ends the following. Blocks until changes that are being taken in are done. */
  @Override
  public void close() throws DirectoryException {
    try {
      watch.close();
      if (follower != null) {
        follower.join();
      }
    } catch (IOException e) {
      throw new DirectoryException(directory, "is still watched: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
