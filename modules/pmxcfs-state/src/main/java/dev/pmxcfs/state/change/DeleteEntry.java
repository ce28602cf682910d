package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;

/** Deletes a file or an empty directory; EACCES for the root. */
public record DeleteEntry(ConfigPath path) implements PrimitiveChange {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    TreeEntry entry = draft.existing(path);
    if (path.name().isEmpty()) {
      throw new TreeException(Errno.EACCES, path, "the root cannot be deleted");
    }
    if (entry instanceof Directory directory && !directory.isEmpty()) {
      throw new TreeException(Errno.ENOTEMPTY, path, "is not empty");
    }
    draft.nextVersion();
    draft.remove(path, entry);
    draft.countChange(path);
    draft.removeGuest(path);
  }
}
