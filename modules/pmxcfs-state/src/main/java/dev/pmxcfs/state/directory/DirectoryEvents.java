package dev.pmxcfs.state.directory;

import dev.pmxcfs.state.directory.Changes.Move;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.Inotify;
import dev.qbipc.linux.file.InotifyEvent;
import dev.qbipc.linux.file.OpenDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the kernel tells of a directory and of those in it that are watched, and of its place in the
 * directory above.
 *
 * <p>Any thread may call {@link #hasEvents} and {@link #wakeUp}; all else is for one thread.
 */
final class DirectoryEvents implements AutoCloseable {

  /** How many buffers of events one reading takes at the most, should they never cease. */
  private static final int MAX_READS = 64;

  /** The kernel tells where something has moved right after it has told from where. */
  private static final int MOVE_MILLIS = 10;

  private static final int NO_WATCH = -1;

  private final Path path;
  private final Inotify inotify;
  private final Watches watches;
  private int parentWatch = NO_WATCH;

  private DirectoryEvents(Path path, Inotify inotify) {
    this.path = path;
    this.inotify = inotify;
    watches = new Watches(inotify);
  }

  /**
   * Begins to listen, to nothing yet.
   *
   * @param path the directory's, absolute
   */
  static DirectoryEvents of(Path path) throws SystemCallException {
    return new DirectoryEvents(path, Inotify.create());
  }

  /** The directories that are watched. */
  Watches watches() {
    return watches;
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

  /** Watches for something to be put at the directory's path. */
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

  @Override
  public void close() {
    inotify.close();
  }
}
