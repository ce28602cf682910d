package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.TreeException;

/**
 * Removes a lock that has expired, unless it was renewed or made anew since that was found: what
 * the node that judges locks tells all others (cluster, section 3.7). Where the lock is another one
 * or none it does nothing.
 *
 * @param path of the lock
 * @param lock the digest of the lock that has expired
 */
public record Unlock(ConfigPath path, Digest lock) implements PrimitiveChange {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    if (draft.isLock(path, lock)) {
      new DeleteEntry(path).applyTo(draft);
    }
  }
}
