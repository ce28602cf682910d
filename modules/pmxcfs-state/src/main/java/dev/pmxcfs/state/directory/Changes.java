package dev.pmxcfs.state.directory;

import java.util.List;
import java.util.NavigableMap;

/**
 * What may have changed in a directory.
 *
 * @param names the paths of names to look at, and whether the last that was told of each is that
 *     something is there; those of directories come before those in them
 * @param moves what was renamed inside the directory, in order
 * @param all whether anything may have changed
 * @param root whether the directory's own path may stand for another directory now, or for none
 */
record Changes(NavigableMap<String, Boolean> names, List<Move> moves, boolean all, boolean root) {

  /** A rename, from a path to a path. */
  record Move(String from, String to) {}
}
