package dev.pmxcfs.mount;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what a kernel has to be told of a change of the tree: nothing of what its own calls
 * asked for, nor of new names, since it keeps nothing of names that there are not.
 */
final class CacheUpdates {

  /** With so many, and the rest of a directory, the telling of modes ends. */
  private static final int MOST_TOLD = 4096;

  private final OwnChanges own;
  private final NodeCache cache;

  CacheUpdates(OwnChanges own, NodeCache cache) {
    this.own = own;
    this.cache = cache;
  }

  /**
   * Whether files may be changed shows in all modes but the root's, and programs of Proxmox VE look
   * at that of {@code local}, so the links are told first. In a large tree what is deepest is left
   * to the end of the time for which attributes are valid.
   */
  void tellAllModes(TreeView view) {
    for (BuiltIn builtIn : BuiltIn.values()) {
      if (builtIn.isLink()) {
        cache.changed(builtIn.node());
      }
    }
    Deque<Directory> directories = new ArrayDeque<>(List.of(view.tree().root()));
    int told = 0;
    while (!directories.isEmpty() && told < MOST_TOLD) {
      for (TreeEntry entry : directories.remove().children()) {
        cache.changed(NodeIds.of(entry.attributes().inode()));
        told++;
        if (entry instanceof Directory directory) {
          directories.add(directory);
        }
      }
    }
  }

  void tell(TreeView before, TreeView after, TreeChange change) {
    for (long inode : change.removed()) {
      before.find(inode).ifPresent(old -> tellRemoved(old.attributes(), after));
    }
    for (TreeEntry entry : change.changed()) {
      before.find(entry.attributes().inode()).ifPresent(old -> tellChanged(old, entry));
    }
  }

  /** A file that was made by a call has been kept out, or removed before it was stored. */
  void tellGone(Attributes made) {
    if (!own.rename(made.inode())) {
      cache.nameChanged(NodeIds.of(made.parent()), made.name());
    }
  }

  private void tellRemoved(Attributes old, TreeView after) {
    Optional<TreeEntry> successor = after.child(old.parent(), old.name());
    long directory = NodeIds.of(old.parent());
    if (successor.isPresent()) {
      if (!own.rename(successor.get().attributes().inode())) {
        cache.nameChanged(directory, old.name());
      }
    } else if (!own.rename(old.inode())) {
      cache.nameRemoved(directory, NodeIds.of(old.inode()), old.name());
    }
  }

  private void tellChanged(TreeEntry before, TreeEntry entry) {
    Attributes old = before.attributes();
    Attributes now = entry.attributes();
    boolean isRenamed = old.parent() != now.parent() || !old.name().equals(now.name());
    if (isRenamed && !own.rename(now.inode())) {
      cache.nameChanged(NodeIds.of(old.parent()), old.name());
    }
    if (isToBeTold(before, entry) && !old.equals(now)) { // it may have been shown before
      tellContents(now.inode());
    }
  }

  /** Others' changes may be among those of a call. */
  private boolean isToBeTold(TreeEntry before, TreeEntry now) {
    return !own.change(now.attributes().inode())
        || before instanceof RegularFile old
            && now instanceof RegularFile file
            && !own.explain(old, file);
  }

  /** The contents of a file are others than the cache has, or elsewhere. */
  void tellContents(long inode) {
    cache.changed(NodeIds.of(inode));
  }
}
