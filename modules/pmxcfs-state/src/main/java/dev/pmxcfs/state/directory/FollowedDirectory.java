package dev.pmxcfs.state.directory;

import dev.pmxcfs.state.directory.Finding.FoundDirectory;
import dev.pmxcfs.state.directory.Finding.Gone;
import dev.pmxcfs.state.directory.Finding.Unreadable;
import dev.pmxcfs.state.tree.TreeLimits;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FileStatus;
import dev.qbipc.linux.file.NamedPath;
import dev.qbipc.linux.file.OpenDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.ToLongFunction;

/**
 * A directory whose changes the kernel reports, and scans that miss none: each directory is watched
 * before it is read.
 *
 * <p>Any thread may call {@link #events} and {@link #isAtItsPath}; everything else is for one
 * thread.
 */
final class FollowedDirectory implements AutoCloseable {

  private final Path path;
  private final BiPredicate<String, FileStatus> known;
  private final ToLongFunction<String> mirrored;
  private final Runnable progress;
  private final DirectoryEvents events;
  private final Watches watches;
  private volatile OpenDirectory root;

  /**
   * Opens a directory.
   *
   * @param path links in it are followed
   * @param known whether a file with this path and status need not be read in a complete scan
   * @param mirrored how many bytes of the file at a path have been read
   * @param progress is run for each name that is checked
   */
  FollowedDirectory(
      Path path,
      BiPredicate<String, FileStatus> known,
      ToLongFunction<String> mirrored,
      Runnable progress)
      throws SystemCallException {
    this.path = path.toAbsolutePath();
    this.known = known;
    this.mirrored = mirrored;
    this.progress = progress;
    root = NamedPath.openDirectory(path);
    try {
      events = DirectoryEvents.of(this.path);
    } catch (SystemCallException e) {
      root.close();
      throw e;
    }
    watches = events.watches();
    if (Files.isSymbolicLink(path)) {
      events.watchParent();
    }
  }

  /** What tells of its changes, from any thread that asks. */
  DirectoryEvents events() {
    return events;
  }

  /**
   * Looks whether the directory's path stands for the same directory still, and opens it if not.
   *
   * @return whether it is another one, which nothing is known of yet
   * @throws SystemCallException if it stands for none
   */
  boolean reopen() throws SystemCallException {
    OpenDirectory now = NamedPath.openDirectory(path);
    if (now.status().isSameFile(root.status()) && watches.contain("")) {
      now.close();
      return false;
    }
    root.close();
    root = now;
    return true;
  }

  /** Whether its path leads to the directory that is followed. Any thread may ask. */
  boolean isAtItsPath() {
    try (OpenDirectory now = NamedPath.openDirectory(path)) {
      return now.status().isSameFile(root.status());
    } catch (SystemCallException e) {
      return false;
    }
  }

  /**
   * Looks at everything.
   *
   * @throws SystemCallException if the root itself cannot be watched or read
   */
  NavigableMap<String, Finding> lookAtAll() throws SystemCallException {
    Set<String> entered = new HashSet<>(Set.of(""));
    var scan =
        new DirectoryScan(
            new ScanListener() {
              @Override
              public boolean isKnown(String path, FileStatus status) {
                return known.test(path, status);
              }

              @Override
              public boolean enter(String path, OpenDirectory directory)
                  throws SystemCallException {
                watches.add(path, directory);
                entered.add(path);
                return true;
              }
            },
            TreeLimits.MAX_BYTES);
    try (OpenDirectory again = root.directory(".")) {
      watches.add("", again);
      scan.lookInto(again, "");
    }
    watches.retain(entered);
    scan.findings().put("", new FoundDirectory(true));
    return scan.findings();
  }

  /**
   * Looks at some names, and at all that is in those that are directories not watched yet. A name
   * that stands for nothing any more, of which the opposite was told, is passed over: another look
   * is to come, and what has left by a rename may be found elsewhere then.
   *
   * @param names paths, and whether the last that was told of each is that something is there
   * @param room how many bytes there may be more than are mirrored already
   */
  NavigableMap<String, Finding> look(Map<String, Boolean> names, long room) {
    var scan = new DirectoryScan(new NewDirectories(), room);
    names.forEach(
        (at, told) -> {
          if (!scan.findings().containsKey(at)) {
            look(scan, at);
            if (told && scan.findings().get(at) instanceof Gone) {
              scan.findings().remove(at);
            }
          }
        });
    return scan.findings();
  }

  private void look(DirectoryScan scan, String at) {
    int slash = at.lastIndexOf('/');
    String parent = at.substring(0, Math.max(slash, 0));
    try (OpenDirectory directory = open(parent)) {
      scan.look(directory, parent, at.substring(slash + 1));
    } catch (SystemCallException e) {
      if (!e.isAboutSomethingElse()) {
        scan.findings().put(at, new Unreadable(e.getMessage()));
      } // or else there is a change of the directory to be looked at
    }
  }

  private OpenDirectory open(String directory) throws SystemCallException {
    OpenDirectory at = root.directory(".");
    if (!directory.isEmpty()) {
      for (String name : directory.split("/")) {
        try (OpenDirectory parent = at) {
          at = parent.directory(name);
        }
      }
    }
    return at;
  }

  /** Enters directories that are not watched yet. */
  private final class NewDirectories extends ScanListener {

    @Override
    public boolean isKnown(String path, FileStatus status) {
      return false;
    }

    @Override
    public long replacedBytes(String path) {
      return mirrored.applyAsLong(path);
    }

    @Override
    public boolean enter(String path, OpenDirectory directory) throws SystemCallException {
      if (watches.contain(path)) {
        return false;
      }
      watches.add(path, directory);
      return true;
    }
  }

  private abstract class ScanListener implements DirectoryScan.Listener {

    @Override
    public void abandon(String path) {
      watches.remove(path);
    }

    @Override
    public void progress() {
      progress.run();
    }
  }

  @Override
  public void close() {
    root.close();
    events.close();
  }
}
