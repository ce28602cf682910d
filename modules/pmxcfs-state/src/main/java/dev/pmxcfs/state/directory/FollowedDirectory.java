package dev.pmxcfs.state.directory;

import dev.pmxcfs.state.directory.Changes.Move;
import dev.pmxcfs.state.directory.Finding.FoundDirectory;
import dev.pmxcfs.state.directory.Finding.Gone;
import dev.pmxcfs.state.directory.Finding.Unreadable;
import dev.pmxcfs.state.tree.TreeLimits;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FileStatus;
import dev.qbipc.linux.file.Inotify;
import dev.qbipc.linux.file.InotifyEvent;
import dev.qbipc.linux.file.NamedPath;
import dev.qbipc.linux.file.OpenDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.ToLongFunction;

/**
 * A directory whose changes the kernel reports, and scans that miss none: each directory is watched
 * before it is read.
 *
 * <p>Any thread may call {@link #hasEvents}, {@link #wakeUp} and {@link #isAtItsPath}; everything
 * else is for one thread.
 */
final class FollowedDirectory implements AutoCloseable {

  /** How many buffers of events one reading takes at the most, should they never cease. */
  private static final int MAX_READS = 64;

  /** The kernel tells where something has moved right after it has told from where. */
  private static final int MOVE_MILLIS = 10;

  private static final int NO_WATCH = -1;

  private final Path path;
  private final BiPredicate<String, FileStatus> known;
  private final ToLongFunction<String> mirrored;
  private final Runnable progress;
  private final Inotify inotify;
  private final Watches watches;
  private volatile OpenDirectory root;
  private int parentWatch = NO_WATCH;

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
      inotify = Inotify.create();
    } catch (SystemCallException e) {
      root.close();
      throw e;
    }
    watches = new Watches(inotify);
    if (Files.isSymbolicLink(path)) {
      watchParent();
    }
  }

  /** Whether there are changes to be read. */
  boolean hasEvents() {
    return inotify.hasEvents();
  }

  /**
   * Waits for changes, or to be woken up.
   *
   * @param timeoutMillis milliseconds, or a negative number for no limit
   */
  void await(int timeoutMillis) {
    inotify.await(timeoutMillis);
  }

  /** Ends the present or next wait. */
  void wakeUp() {
    inotify.wakeUp();
  }

  /** What changed since the last call. */
  Changes changes() throws SystemCallException {
    var reading = new Reading();
    List<InotifyEvent> events = inotify.read();
    for (int reads = 1; !events.isEmpty(); reads++) {
      events.forEach(reading::take);
      if (reads == MAX_READS) {
        break;
      }
      if (events.get(events.size() - 1).isMovedAway()) {
        inotify.hasEvents(MOVE_MILLIS);
      }
      events = inotify.read();
    }
    return new Changes(reading.names, reading.moves, reading.all, reading.root);
  }

  /** What events say, one after the other. */
  private final class Reading {

    private final NavigableMap<String, Boolean> names = new TreeMap<>();
    private final List<Move> moves = new ArrayList<>();
    private InotifyEvent movedAway;
    private String movedFrom;
    private boolean all;
    private boolean root;

    void take(InotifyEvent event) {
      if (event.isOverflow()) {
        all = true;
      } else if (event.watch() == parentWatch) {
        root |= isAboutRoot(event);
      } else {
        takeWatched(event, watches.path(event.watch()));
      }
    }

    private boolean isAboutRoot(InotifyEvent event) {
      if (event.isEndOfWatch()) {
        parentWatch = NO_WATCH;
        return true;
      }
      return event.name().equals(OpenDirectory.name(path));
    }

    private void takeWatched(InotifyEvent event, String directory) {
      if (directory == null) {
        return; // it was looked at where it is now, or it is gone
      }
      if (event.isEndOfWatch()) {
        watches.ended(event.watch());
      }
      if (event.isEndOfWatch() || event.isAboutDirectoryItself()) {
        root |= directory.isEmpty();
      } else if (!event.name().isEmpty()) {
        String at = directory.isEmpty() ? event.name() : directory + "/" + event.name();
        if (event.isAboutName()) {
          watches.remove(at);
          takeMove(event, at);
        }
        names.put(at, !event.isGone());
      }
    }

    private void takeMove(InotifyEvent event, String at) {
      if (event.isMovedAway()) {
        movedAway = event;
        movedFrom = at;
      } else if (event.isMovedHere() && movedAway != null && movedAway.cookie() == event.cookie()) {
        moves.add(new Move(movedFrom, at));
      }
    }
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

  /** Watches for anything that is put at the directory's path. */
  void watchParent() {
    Path parent = path.getParent();
    if (parent == null || parentWatch != NO_WATCH) {
      return;
    }
    try (OpenDirectory directory = OpenDirectory.open(parent)) {
      parentWatch = inotify.watch(directory);
    } catch (SystemCallException e) {
      parentWatch = NO_WATCH; // it is looked at from time to time all the same
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
    inotify.close();
  }
}
