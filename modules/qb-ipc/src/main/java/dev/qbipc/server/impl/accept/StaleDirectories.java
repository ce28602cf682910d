package dev.qbipc.server.impl.accept;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FormerDirectory;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.server.impl.connection.RingSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what dead servers left in shared memory: the directories of connections of the same
 * service, and empty ones (protocol, section 2 for the names).
 *
 * <p>A server holds a lock on each of its directories, which the kernel takes from it when it dies.
 * What is locked is left alone, whatever process ids say: the server may live in another pid
 * namespace. Ids count for servers alone that take no lock, such as libqb's own.
 */
public final class StaleDirectories {

  private static final Logger LOG = LoggerFactory.getLogger(StaleDirectories.class);
  private static final Pattern DIRECTORY =
      Pattern.compile("qb-(?<server>\\d{1,10})-\\d{1,10}-\\d{1,10}-[A-Za-z0-9]{6}");

  /** Within this time a server has filled a directory, and its client has opened what is there. */
  private static final Duration MAX_HANDSHAKE = Duration.ofMinutes(1);

  private static final AtomicReference<String> LAST_BARRED = new AtomicReference<>();

  private final List<String> names;
  private int removed;
  private int barred;
  private String whyBarred;

  private StaleDirectories(String service) {
    this.names = RingSet.fileNames(service);
  }

  /** Sweeps. May block. */
  public static void sweep(String service) {
    var stale = new StaleDirectories(service);
    try (var entries = Files.newDirectoryStream(Path.of(RingSet.SHARED_MEMORY), "qb-*")) {
      entries.forEach(stale::removeIfStale);
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("cannot look for directories of dead servers: {}", e.getMessage());
    }
    stale.report();
  }

  private void report() {
    if (removed > 0) {
      LOG.info("removed {} that some dead server left", directories(removed));
    }
    if (barred > 0) {
      reportBarred(
          directories(barred)
              + " in "
              + RingSet.SHARED_MEMORY
              + " cannot be looked into; what dead servers may have left there stays"
              + " until a server with CAP_DAC_OVERRIDE starts: "
              + whyBarred);
    }
  }

  /** They are the same for all services of this process, which need not all say so. */
  private static void reportBarred(String line) {
    if (!line.equals(LAST_BARRED.getAndSet(line))) {
      LOG.info(line);
    }
  }

  private static String directories(int count) {
    return count == 1 ? "1 connection's directory" : count + " connections' directories";
  }

  private void removeIfStale(Path path) {
    var name = DIRECTORY.matcher(path.getFileName().toString());
    if (!name.matches() || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    long server = Long.parseLong(name.group("server"));
    try {
      FormerDirectory.openAbandoned(path.toString())
          .ifPresent(directory -> removeIfStale(directory, path, server));
    } catch (SystemCallException e) {
      if (!mayLive(server)) {
        takeIfStale(path, server, e);
      }
    }
  }

  /** Where this process may not enter what it has once given away. */
  private void takeIfStale(Path path, long server, SystemCallException refusal) {
    if (age(path).compareTo(MAX_HANDSHAKE) < 0) {
      // A live server's in another pid namespace may have a client that is about to open it.
      barred(refusal);
      return;
    }
    try {
      FormerDirectory.takeAbandoned(path.toString())
          .ifPresent(directory -> removeIfStale(directory, path, server));
    } catch (SystemCallException e) {
      barred(e);
    }
  }

  private void removeIfStale(FormerDirectory directory, Path path, long server) {
    if (!isStale(path, server)) {
      directory.close();
      return;
    }
    try {
      directory.remove(names);
      removed++;
    } catch (SystemCallException e) {
      barred(e);
    }
  }

  private void barred(SystemCallException e) {
    barred++;
    whyBarred = e.getMessage();
  }

  /** Whether a directory that is not locked was left by a dead server. */
  private boolean isStale(Path directory, long server) {
    List<String> found;
    try (Stream<Path> files = Files.list(directory)) {
      found = files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException | UncheckedIOException gone) {
      // Its client removed it while it was looked at.
      return false;
    }
    if (!names.containsAll(found)) {
      return false;
    }
    if (!mayLive(server)) {
      return true;
    }
    // It may be libqb's, which takes no lock, or another process that has got a dead one's id.
    // libqb's clients remove the files of a dead server, but not the directory.
    return found.isEmpty()
        ? age(directory).compareTo(MAX_HANDSHAKE) > 0
        : !Processes.hasMapped((int) server, directory + "/");
  }

  /** By its id. This process's own is that of an earlier one: this one locks what it makes. */
  private static boolean mayLive(long server) {
    return server != Processes.ownPid()
        && server <= Integer.MAX_VALUE
        && Processes.isAlive((int) server);
  }

  private static Duration age(Path directory) {
    try {
      return Duration.between(Files.getLastModifiedTime(directory).toInstant(), Instant.now());
    } catch (IOException gone) {
      return Duration.ZERO;
    }
  }
}
