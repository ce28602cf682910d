package dev.pmxcfs.state.directory;

import java.util.List;
import java.util.NavigableMap;

/**
 * The possible changes in a directory.
 *
 * @param names the paths to check, and whether the latest event says that something exists there;
 *     directories come before their entries
 * @param moves the renames inside the directory, in order
 * @param all whether anything may have changed
 * @param root whether the directory's own path may stand for another directory now, or for none
 */
record Changes(NavigableMap<String, Boolean> names, List<Move> moves, boolean all, boolean root) {

  /** A rename, from a path to a path. */
  record Move(String from, String to) {}
}
