package dev.pmxcfs.state.mutation;

import dev.pmxcfs.state.locks.LockRecords;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeErrno;
import dev.pmxcfs.state.tree.TreeException;

/**
 * Removes a lock that its holder has not renewed for too long (operations specification, section
 * 7); EACCES for one that is held, and for what is no lock.
 */
public record RemoveLock(ConfigPath path) implements Mutation {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    TreeEntry entry = draft.existing(path);
    if (!LockRecords.isLock(path.directory(), entry)) {
      throw new TreeException(TreeErrno.EACCES, path, "is not a lock");
    }
    if (!draft.isLockExpired(path.name())) {
      throw new TreeException(TreeErrno.EACCES, path, "is a lock that is held");
    }
    new DeleteEntry(path).applyTo(draft);
  }
}
