package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;

/**
 * Sets the time of a file or directory. On a lock this renews it: EACCES for another writer, and
 * for an earlier time.
 *
 * @param mtime seconds since 1970, unsigned
 */
public record SetMtime(ConfigPath path, int mtime) implements PrimitiveChange {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    draft.directoryOf(path);
    TreeEntry entry = draft.existing(path);
    Attributes old = entry.attributes();
    int writer = draft.origin().writer();
    if (entry instanceof Directory && draft.rules().isInLockDirectory(path)) {
      checkLock(old, draft.origin());
    }
    draft.put(path, entry.with(old.changed(draft.nextVersion(mtime), writer, mtime)));
    draft.countChange(path);
  }

  private void checkLock(Attributes lock, Origin origin) throws TreeException {
    if (Integer.compareUnsigned(mtime, lock.mtime()) < 0) {
      throw new TreeException(Errno.EACCES, path, "is a lock, which takes no earlier time");
    }
    if (!origin.mayBe(lock.writer())) {
      throw new TreeException(
          Errno.EACCES, path, "is a lock of node " + Integer.toUnsignedString(lock.writer()));
    }
  }
}
