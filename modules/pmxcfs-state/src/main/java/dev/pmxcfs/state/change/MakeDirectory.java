package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;

/** Makes an empty directory; EEXIST where something is. */
public record MakeDirectory(ConfigPath path) implements PrimitiveChange {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    Directory parent = draft.directoryOf(path);
    if (parent.child(path.name()).isPresent()) {
      throw new TreeException(Errno.EEXIST, path, "exists already");
    }
    Attributes attributes = draft.origin().newEntry(draft.nextVersion(), parent, path.name());
    draft.put(path, Directory.empty(attributes));
  }
}
