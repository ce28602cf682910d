package dev.pmxcfs.state.change;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.locks.LockRecords;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import java.util.List;
import java.util.Set;

/**
 * Deletes all files and directories but some, and what is of another kind than it is to be. Locks
 * stay.
 *
 * @param files canonical paths of the files that stay, should they be files
 * @param directories canonical paths of the directories that stay, should they be directories
 * @param kept canonical paths of what stays with all that is below, whatever it is
 */
public record DeleteOthers(Set<ByteString> files, Set<ByteString> directories, Set<ByteString> kept)
    implements ComposedChange {

  private static final ByteString LOCKS = LockRecords.DIRECTORY.canonical();

  @Override
  public void applyTo(Draft draft) throws TreeException {
    deleteIn(ROOT, (Directory) draft.existing(ROOT), draft);
  }

  /** Whether something is left in the directory. */
  private boolean deleteIn(ConfigPath path, Directory directory, Draft draft) throws TreeException {
    boolean left = false;
    for (TreeEntry child : List.copyOf(directory.children())) {
      left |= !delete(path.child(child.attributes().name()), child, draft);
    }
    return left;
  }

  /** Whether nothing is left at the path. */
  private boolean delete(ConfigPath path, TreeEntry entry, Draft draft) throws TreeException {
    ByteString canonical = path.canonical();
    if (kept.contains(canonical) || canonical.equals(LOCKS)) {
      return false;
    }
    boolean stays;
    if (entry instanceof Directory directory) {
      boolean left = deleteIn(path, directory, draft);
      stays = left || directories.contains(canonical);
    } else {
      stays = files.contains(canonical);
    }
    if (!stays) {
      draft.apply(new DeleteEntry(path));
    }
    return !stays;
  }

  /** None: it names what it does not delete. */
  @Override
  public List<ConfigPath> paths() {
    return List.of();
  }
}
