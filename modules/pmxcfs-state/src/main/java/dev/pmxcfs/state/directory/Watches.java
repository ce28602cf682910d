package dev.pmxcfs.state.directory;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.Inotify;
import dev.qbipc.linux.file.OpenDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which directory each watch is for, by its path from the root, which is the empty path.
 *
 * <p>The kernel has one watch for a directory wherever it is moved, so a watch is of the path where
 * the directory was last seen.
 */
final class Watches {

  private final Inotify inotify;
  private final Map<Integer, String> paths = new HashMap<>();
  private final NavigableMap<String, Integer> watches = new TreeMap<>();

  Watches(Inotify inotify) {
    this.inotify = inotify;
  }

  /** Watches a directory, which is at a path now. */
  void add(String path, OpenDirectory directory) throws SystemCallException {
    int watch = inotify.watch(directory);
    paths.put(watch, path);
    Integer before = watches.put(path, watch);
    if (before != null && before != watch) {
      end(before, path);
    }
  }

  boolean contain(String path) {
    return watches.containsKey(path);
  }

  /** The path that a watch is for, or null if that watch no longer exists. */
  String path(int watch) {
    return paths.get(watch);
  }

  /** Takes note that the kernel has ended a watch. */
  void ended(int watch) {
    String path = paths.remove(watch);
    if (path != null) {
      watches.remove(path, watch);
    }
  }

  /** Ends the watches of a path and of all below it. */
  void remove(String path) {
    Integer watch = watches.remove(path);
    if (watch != null) {
      end(watch, path);
    }
    Map<String, Integer> below = Below.path(watches, path);
    below.forEach((at, its) -> end(its, at));
    below.clear();
  }

  /** Ends the watches of all paths but some. */
  void retain(Set<String> kept) {
    for (String path : List.copyOf(watches.keySet())) {
      if (!kept.contains(path)) {
        end(watches.remove(path), path);
      }
    }
  }

  /** A directory that has moved meanwhile goes on to be watched. */
  private void end(int watch, String path) {
    if (paths.remove(watch, path)) {
      inotify.end(watch);
    }
  }
}
