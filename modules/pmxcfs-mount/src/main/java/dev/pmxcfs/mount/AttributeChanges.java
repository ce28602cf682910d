package dev.pmxcfs.mount;

import dev.pmxcfs.mount.change.FileWrite;
import dev.pmxcfs.mount.open.RemovedFile.Contents;
import dev.pmxcfs.state.change.RemoveLock;
import dev.pmxcfs.state.change.SetMtime;
import dev.pmxcfs.state.locks.LockRecords;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Changes of attributes (mount, sections 7 and 8): modes and owners can be set to what they are,
 * and times renew locks or ask for their removal. All is checked before anything is changed.
 */
final class AttributeChanges {

  private final MountState state;
  private final AttributeRules rules;
  private final FileContents contents;

  AttributeChanges(MountState state, AttributeRules rules, FileContents contents) {
    this.state = state;
    this.rules = rules;
    this.contents = contents;
  }

  /** Changes a node that is in the tree, or was and is open. */
  CompletionStage<Void> change(long inode, AttributeRequest request) throws TreeException {
    TreeView view = state.view();
    Optional<TreeEntry> entry = view.find(inode);
    ConfigPath path = entry.map(view::path).orElse(ConfigPath.of(""));
    if (entry.isPresent()) {
      check(path, entry.get(), view.isPrivate(entry.get()), request);
    } else {
      Contents last = state.removed(inode).orElseThrow(MountState::stale).contents();
      check(path, last.file(), last.isPrivate(), request);
    }
    CompletionStage<Void> done = CompletableFuture.completedStage(null);
    if (request.size().isPresent()) {
      if (entry.isPresent() && entry.get() instanceof Directory) {
        throw new TreeException(Errno.EISDIR, path, "is a directory");
      }
      done = contents.write(inode, FileWrite.size(request.size().getAsLong()));
    }
    if (request.mtime().isPresent()) {
      state.checkQuorum(path);
      int mtime = (int) request.mtime().getAsLong();
      done = done.thenCompose(sized -> setMtime(inode, mtime));
    }
    return done;
  }

  private void check(ConfigPath path, TreeEntry entry, boolean isPrivate, AttributeRequest request)
      throws TreeException {
    check(path, AttributeRules.ownMode(entry, isPrivate), isPrivate, request);
  }

  /** Whether mode and owner of what is built in are what they may be. */
  void check(ConfigPath path, BuiltIn builtIn, AttributeRequest request) throws TreeException {
    check(path, AttributeRules.ownMode(builtIn), false, request);
  }

  private void check(ConfigPath path, int own, boolean isPrivate, AttributeRequest request)
      throws TreeException {
    if (request.mode().isPresent() && !rules.isMode(request.mode().getAsInt(), own, isPrivate)) {
      throw new TreeException(Errno.EPERM, path, "cannot have another mode");
    }
    if (!rules.isOwner(request.uid().orElse(-1), request.gid().orElse(-1))) {
      throw new TreeException(Errno.EPERM, path, "cannot have another owner");
    }
  }

  private CompletionStage<Void> setMtime(long inode, int mtime) {
    TreeView view = state.view();
    Optional<TreeEntry> entry = view.find(inode);
    if (entry.isPresent()) {
      ConfigPath path = view.path(entry.get());
      if (mtime == 0 && LockRecords.isLock(path.directory(), entry.get())) {
        return removeLock(inode, path);
      }
      if (inode == 0) {
        return CompletableFuture.failedStage(
            new TreeException(Errno.EACCES, path, "keeps its time"));
      }
    }
    return state
        .changes()
        .submit(inode, (path, there, others) -> new SetMtime(path, mtime))
        .thenAccept(
            done -> {
              if (done.isEmpty() || state.view().find(inode).isEmpty()) {
                state.removed(inode).ifPresent(file -> file.setMtime(mtime));
              }
            });
  }

  /**
   * The time 0 asks for the removal of a lock. If it is granted, the lock has no attributes any
   * more that could be told: ENOENT. In a cluster another node decides, later.
   */
  private CompletionStage<Void> removeLock(long inode, ConfigPath path) {
    return state
        .changes()
        .submit(new RemoveLock(path))
        .thenAccept(
            asked -> {
              boolean isGone = state.view().find(inode).isEmpty();
              throw new CompletionException(
                  new TreeException(
                      isGone ? Errno.ENOENT : Errno.EACCES,
                      path,
                      isGone ? "was a lock that has expired" : "is a lock, until others agree"));
            });
  }
}
