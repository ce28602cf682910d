package dev.pmxcfs.mount;

import dev.pmxcfs.mount.open.OpenFiles;
import dev.pmxcfs.mount.open.RemovedFile;
import dev.pmxcfs.mount.open.RemovedFile.Contents;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.UnsettledChanges;
import dev.pmxcfs.state.nodes.QuorumFollower;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.replica.MadeFile;
import dev.pmxcfs.state.replica.NewFile;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.pmxcfs.state.tree.TreeFollower;
import dev.qbipc.linux.Errno;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * What all calls of a mount share: the newest view of the tree, and the files that are open. For
 * any thread.
 */
final class MountState implements TreeFollower, AutoCloseable {

  private final ClusterState state;
  private final Clock clock;

  /** Under this object's lock. */
  private final OpenFiles open = new OpenFiles();

  private final OwnChanges own = new OwnChanges();
  private final MountChanges changes;
  private final QuorumFollower quorum = isQuorate -> tellAllModes();
  private final MadeFiles made = new MadeFiles();

  /** What is stored; under this object's lock. */
  private TreeView stored;

  /** What is stored, and what was made. */
  private volatile TreeView view;

  /** Whether any file was kept out of the tree that a program was told of. */
  private volatile boolean hasKeptOut;

  /** Under this object's lock. */
  private CacheUpdates updates = new CacheUpdates(own, NodeCache.NONE);

  private MountState(ClusterState state, Clock clock) {
    this.state = state;
    this.clock = clock;
    changes = new MountChanges(state.changes(), own, this::view);
  }

  /** Begins to follow the tree. */
  static MountState of(ClusterState state, Clock clock) {
    var mounted = new MountState(state, clock);
    mounted.follow();
    return mounted;
  }

  /** Changes that come meanwhile wait for the first view. */
  private synchronized void follow() {
    stored = TreeView.of(state.follow(this));
    view = stored;
    state.status().follow(quorum);
  }

  private synchronized void tellAllModes() {
    updates.tellAllModes(view);
  }

  @Override
  public synchronized void changed(ConfigTree before, ConfigTree after, TreeChange change) {
    TreeView old = view;
    stored = stored.changed(after, change);
    TreeView changed = made.over(stored);
    for (long inode : change.removed()) {
      if (old.find(inode).orElse(null) instanceof RegularFile last) {
        Attributes attributes = last.attributes();
        boolean isReplaced = changed.child(attributes.parent(), attributes.name()).isPresent();
        open.remove(new Contents(last, old.isPrivate(last)), isReplaced);
      }
    }
    view = changed;
    updates.tell(old, changed, change);
  }

  /**
   * Makes a file that a program is going to write, unless it is there. It need not be stored yet.
   *
   * @return fails with the {@link TreeException} of a refusal
   */
  CompletionStage<MadeFile> make(NewFile file) {
    return state.changes().make(file).thenApply(this::show);
  }

  private MadeFile show(MadeFile file) {
    CompletableFuture<Void> end = file.stored().toCompletableFuture();
    if (file.drafted().isPresent() && show(file.drafted().get(), end)) {
      end.whenComplete((done, refusal) -> ended(file.drafted().get(), refusal));
    }
    return file;
  }

  /** Unless it is stored by now. */
  private synchronized boolean show(RegularFile file, CompletableFuture<Void> end) {
    if (stored.find(file.attributes().inode()).isPresent() || end.isDone()) {
      return false;
    }
    made.add(file);
    view = made.over(stored);
    return true;
  }

  /** As a rule it has been stored. Else it was refused, or removed in the same transaction. */
  private synchronized void ended(RegularFile file, Throwable refusal) {
    Attributes attributes = file.attributes();
    TreeView old = view;
    if (!made.remove(attributes.inode())) {
      return;
    }
    view = made.over(stored);
    open.remove(new Contents(file, old.isPrivate(file)), false);
    if (refusal != null) {
      hasKeptOut = true;
      Throwable reason = refusal instanceof CompletionException e ? e.getCause() : refusal;
      open.removed(attributes.inode()).ifPresent(kept -> kept.fail(refusal(reason)));
    }
    updates.tellGone(attributes);
  }

  /** The files that are not stored yet. */
  MadeFiles made() {
    return made;
  }

  /**
   * Tells why an open file is not in the tree, if it has been kept out though a program was told
   * that it is made.
   */
  void checkMade(long inode) throws TreeException {
    if (hasKeptOut && view.find(inode).isEmpty()) {
      Optional<RemovedFile> file = removed(inode);
      if (file.isPresent()) {
        file.get().check();
      }
    }
  }

  /** Has all files stored that were made. The stage completes when they are, or are refused. */
  CompletionStage<Void> settle() {
    return state.changes().settle();
  }

  /** Tells a cache of changes from now on, and no other. */
  synchronized void tell(NodeCache cache) {
    updates = new CacheUpdates(own, cache);
  }

  /** What was written to a file is elsewhere than the cache believes. */
  synchronized void tellMoved(long inode) {
    updates.tellContents(inode);
  }

  /** The tree as it is now. */
  TreeView view() {
    return view;
  }

  boolean isQuorate() {
    return state.status().current().members().isQuorate();
  }

  /** The present time, as entries keep it. */
  int now() {
    return (int) Math.floorDiv(clock.millis(), 1000L);
  }

  /**
   * Opens a file, so that it outlives its removal.
   *
   * @throws TreeException ESTALE if it was removed, EISDIR if it is a directory, ENFILE if too many
   *     are open
   */
  synchronized void open(long inode) throws TreeException {
    TreeEntry entry = view.entry(inode);
    if (entry == null) {
      if (!open.openRemoved(inode)) {
        throw stale();
      }
    } else if (entry instanceof Directory directory) {
      throw new TreeException(Errno.EISDIR, view.path(directory), "is a directory");
    } else {
      open.open(inode);
    }
  }

  /** Closes a file as often as it was opened; true the last time. EBADF if it is not open. */
  synchronized boolean close(long inode) throws TreeException {
    return open.close(inode);
  }

  /** A file that is open and not in the tree any more. */
  synchronized Optional<RemovedFile> removed(long inode) {
    return open.removed(inode);
  }

  /** How often files of the tree are open, all together. */
  synchronized int opened() {
    return open.size();
  }

  /** A node was removed. Kernels look the name up again then, and tell what they find. */
  static TreeException stale() {
    return new TreeException(Errno.ESTALE, "what is asked for has been removed", null);
  }

  /** EACCES while nothing may be changed. */
  void checkQuorum(ConfigPath path) throws TreeException {
    if (!isQuorate()) {
      throw new TreeException(
          Errno.EACCES,
          path,
          "cannot be changed: this node is not among a majority of its cluster");
    }
  }

  /** What makes changes. */
  ChangeLog log() {
    return state.changes();
  }

  /** The way in for changes. */
  MountChanges changes() {
    return changes;
  }

  /** A refusal as it is, and a fault of this program as EIO. */
  static TreeException refusal(Throwable reason) {
    return reason instanceof TreeException refused
        ? refused
        : new TreeException(Errno.EIO, "a fault of this program kept a change out", reason);
  }

  /** Whether the state answers by all that programs were told is written. */
  boolean isAllSettled() {
    return state.isSettled();
  }

  /** Brings that about. The stage completes when it is done, and does not fail. */
  CompletionStage<Void> settleAll() {
    return state.settle();
  }

  /** Has changes brought in when others than the calls of the mount read the tree. */
  void beforeReads(UnsettledChanges changes) {
    state.beforeReads(changes);
  }

  /** Ends following the tree. */
  @Override
  public void close() {
    state.beforeReads(UnsettledChanges.NONE);
    state.status().unfollow(quorum);
    state.unfollow(this);
  }
}
