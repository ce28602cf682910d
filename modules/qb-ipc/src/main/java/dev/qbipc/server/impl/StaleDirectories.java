package dev.qbipc.server.impl;

import dev.qbipc.os.PrivateDirectory;
import dev.qbipc.os.Processes;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what servers of the same service left in shared memory when they died: the directories of
 * connections whose server's process is gone (section 2 for the names).
 */
final class StaleDirectories {

  private static final Logger LOG = LoggerFactory.getLogger(StaleDirectories.class);
  private static final Pattern DIRECTORY =
      Pattern.compile("qb-(?<server>\\d{1,10})-\\d{1,10}-\\d{1,10}-[A-Za-z0-9]{6}");

  private StaleDirectories() {}

  /**
   * Sweeps. May block; call it before the service accepts clients: a directory that carries this
   * process's own id is then from an earlier process with the same id.
   */
  static void sweep(String service) {
    List<String> names = RingSet.fileNames(service);
    int removed = 0;
    try (var entries = Files.newDirectoryStream(Path.of(RingSet.SHARED_MEMORY), "qb-*")) {
      for (Path directory : entries) {
        if (isStale(directory, names)) {
          PrivateDirectory.remove(directory.toString(), names);
          removed++;
        }
      }
    } catch (IOException e) {
      LOG.warn("cannot look for directories of dead servers: {}", e.getMessage());
    }
    if (removed > 0) {
      LOG.info(
          "removed {} connections' directories that a dead server of {} left", removed, service);
    }
  }

  private static boolean isStale(Path directory, List<String> names) {
    var name = DIRECTORY.matcher(directory.getFileName().toString());
    if (!name.matches() || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    long server = Long.parseLong(name.group("server"));
    if (server == Processes.ownPid()) {
      // An empty one may be another service's of this process that it is about to fill.
      return holdsOnly(names, directory, false);
    }
    // libqb's clients remove the files of a dead server, but not the directory.
    boolean dead = server <= Integer.MAX_VALUE && !Processes.isAlive((int) server);
    return dead && holdsOnly(names, directory, true);
  }

  private static boolean holdsOnly(List<String> names, Path directory, boolean orNothing) {
    boolean any = false;
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        any = true;
        if (!names.contains(file.getFileName().toString())) {
          return false;
        }
      }
    } catch (IOException | DirectoryIteratorException gone) {
      // Its client removed it while it was looked at, or it is none of ours to read.
      return false;
    }
    return any || orNothing;
  }
}
