package dev.pmxcfs.mount;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeChange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files that were made for programs and are not stored yet, as a rule for as long as the program
 * writes. Those who made them use them; before anybody else sees one it is stored. Any thread may
 * ask; {@link MountState} has the lock for the rest.
 */
final class MadeFiles {

  private final Map<Long, RegularFile> files = new ConcurrentHashMap<>();

  void add(RegularFile file) {
    files.put(file.attributes().inode(), file);
  }

  /** Whether there was one of an inode. */
  boolean remove(long inode) {
    return files.remove(inode) != null;
  }

  boolean contains(long inode) {
    return !files.isEmpty() && files.containsKey(inode);
  }

  /** Whether one has a name in the directory of an inode. */
  boolean contains(long directory, Comparable<? super ByteString> name) {
    return areIn(directory)
        && files.values().stream()
            .map(RegularFile::attributes)
            .anyMatch(made -> made.parent() == directory && name.compareTo(made.name()) == 0);
  }

  /** Whether there are any in the directory of an inode. */
  boolean areIn(long directory) {
    return !files.isEmpty()
        && files.values().stream().anyMatch(made -> made.attributes().parent() == directory);
  }

  /** What is stored and these, of which those are forgotten that have been stored meanwhile. */
  TreeView over(TreeView stored) {
    if (files.isEmpty()) {
      return stored;
    }
    files.keySet().removeIf(inode -> stored.find(inode).isPresent());
    TreeView shown = stored;
    for (RegularFile made : files.values()) {
      shown = with(shown, made);
    }
    return shown;
  }

  /** A directory that files are made in can neither be removed nor renamed. */
  private static TreeView with(TreeView view, RegularFile file) {
    if (!(view.find(file.attributes().parent()).orElse(null) instanceof Directory directory)) {
      return view;
    }
    var tree = view.tree().with(view.path(directory), file);
    return view.changed(tree, new TreeChange(tree.root(), Set.of(), List.of(file)));
  }
}
