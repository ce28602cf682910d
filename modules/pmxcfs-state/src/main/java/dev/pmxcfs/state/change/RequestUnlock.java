package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Digest;

/**
 * Asks for the removal of a lock, which is granted if its holder has not renewed it for too long
 * (cluster, section 3.7). It changes nothing itself: the node that judges locks, the only one
 * without a cluster, answers it by an {@link Unlock}.
 *
 * @param path of the lock
 * @param lock the digest of the lock that is meant
 */
public record RequestUnlock(ConfigPath path, Digest lock) implements PrimitiveChange {

  @Override
  public void applyTo(Draft draft) {
    if (draft.isLock(path, lock) && draft.isLockExpired(path, lock)) {
      draft.grant(new Unlock(path, lock));
    }
  }
}
