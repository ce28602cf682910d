package dev.pmxcfs.state.directory;

import java.util.NavigableMap;

/** What lies below a path, in a map whose keys are paths. */
final class Below {

  /** The character behind the slash. */
  private static final char AFTER_SLASH = '/' + 1;

  private Below() {}

  /**
   * @param path empty for the root, below which is all
   * @return a view, without the path itself
   */
  static <T> NavigableMap<String, T> path(NavigableMap<String, T> all, String path) {
    return path.isEmpty()
        ? all.tailMap("", false)
        : all.subMap(path + "/", true, path + AFTER_SLASH, false);
  }
}
