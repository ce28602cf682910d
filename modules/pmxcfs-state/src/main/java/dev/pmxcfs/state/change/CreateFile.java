package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Optional;

/**
 * Makes an empty file; EEXIST where a file is or another guest has the VMID, ENOTDIR where a
 * directory is.
 */
public record CreateFile(ConfigPath path) implements PrimitiveChange {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    Directory parent = draft.directoryOf(path);
    draft.checkVmid(path);
    Optional<TreeEntry> existing = parent.child(path.name());
    if (existing.isPresent()) {
      int errno = existing.get() instanceof Directory ? Errno.ENOTDIR : Errno.EEXIST;
      throw new TreeException(errno, path, "exists already");
    }
    Attributes attributes = draft.origin().newEntry(draft.nextVersion(), parent, path.name());
    draft.put(path, new RegularFile(attributes, RegularFile.NO_DATA));
    draft.countChange(path);
    draft.registerGuest(path);
  }
}
