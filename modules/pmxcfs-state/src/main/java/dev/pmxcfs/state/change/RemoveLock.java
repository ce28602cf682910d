package dev.pmxcfs.state.change;

import dev.pmxcfs.state.locks.LockRecords;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.List;

/**
 * Removes a lock that its holder has not renewed for too long (operations, section 7); EACCES if it
 * is held, or if the path is not a lock. It consists of a request and its answer, which in a
 * cluster comes from another node.
 */
public record RemoveLock(ConfigPath path) implements ComposedChange {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    draft.apply(request(draft.existing(path)));
    Unlock granted =
        draft
            .takeGranted()
            .orElseThrow(() -> new TreeException(Errno.EACCES, path, "is a lock that is held"));
    draft.apply(granted);
  }

  /** The request alone: whether it is granted is not known before it has been around. */
  @Override
  public List<PrimitiveChange> steps(Configuration before) throws TreeException {
    return List.of(request(new Draft(before, Origin.NONE).existing(path)));
  }

  private RequestUnlock request(TreeEntry entry) throws TreeException {
    if (!LockRecords.isLock(path.directory(), entry)) {
      throw new TreeException(Errno.EACCES, path, "is not a lock");
    }
    return new RequestUnlock(path, Digest.ofLock(entry));
  }

  @Override
  public List<ConfigPath> paths() {
    return List.of(path);
  }
}
