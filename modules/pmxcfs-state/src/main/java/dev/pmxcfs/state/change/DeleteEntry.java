package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeErrno;
import dev.pmxcfs.state.tree.TreeException;

/** Deletes a file or an empty directory; EACCES for the root. */
public record DeleteEntry(ConfigPath path) implements PrimitiveChange {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    TreeEntry entry = draft.existing(path);
    if (path.name().isEmpty()) {
      throw new TreeException(TreeErrno.EACCES, path, "the root cannot be deleted");
    }
    if (entry instanceof Directory directory && !directory.isEmpty()) {
      throw new TreeException(TreeErrno.ENOTEMPTY, path, "is not empty");
    }
    draft.nextVersion();
    draft.remove(path, entry);
    draft.countChange(path);
    draft.removeGuest(path);
  }
}
