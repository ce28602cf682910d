package dev.pmxcfs.mount;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.mount.Handle.BuiltInFile;
import dev.pmxcfs.mount.open.RemovedFile;
import dev.pmxcfs.mount.open.RemovedFile.Contents;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.replica.ChangeLog;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The configuration tree as the file system that C pmxcfs makes of it (src/docs, mount): by ids of
 * nodes and names in directories, as a kernel asks. It knows no kernel.
 *
 * <p>Any thread may call the methods. What reads is answered at once, from the newest tree; what
 * changes the tree gives a stage, which completes on the thread that makes changes and must not be
 * held up there; a thread that may be held up itself {@linkplain ChangeLog#lending lends itself}.
 * Refusals are {@link TreeException}s, thrown or in the stage: its errno is what the caller of the
 * system call gets. Permissions are the kernel's to check, by the attributes.
 */
public final class MountedTree implements AutoCloseable {

  /** The id of the root directory. */
  public static final long ROOT = NodeIds.ROOT;

  private final MountState state;
  private final AttributeRules rules;
  private final BuiltInTexts texts;
  private final NameChanges names;
  private final AttributeChanges changes;
  private final GatheredWrites writes;
  private final MountedFiles files;

  /**
   * Begins to follow the tree.
   *
   * @param state has the tree, and what the built-in files tell; outlives this object
   * @param node the name of this node, to whose directories the links lead
   * @param gid the group that may read, www-data's
   * @param debug behind {@code .debug}
   * @param clock tells when a file was written that is open and has been removed
   */
  public MountedTree(
      ClusterState state, ByteString node, int gid, DebugLogging debug, Clock clock) {
    this.state = MountState.of(state, clock);
    rules = new AttributeRules(gid);
    texts = new BuiltInTexts(state, node, debug);
    var contents = new FileContents(this.state);
    writes = new GatheredWrites(this.state, contents);
    names = new NameChanges(this.state, writes);
    changes = new AttributeChanges(this.state, rules, contents);
    files = new MountedFiles(this, this.state, names, contents, writes, texts);
    this.state.beforeReads(writes);
  }

  /**
   * Tells what has a name in a directory. Makes no object.
   *
   * @param name the name, or what compares itself with names as the name does
   * @param found filled in
   * @return false if nothing has the name
   * @throws TreeException ESTALE if the directory was removed, ENOTDIR if it is none
   */
  public boolean lookup(long directory, Comparable<? super ByteString> name, NodeAttributes found)
      throws TreeException {
    BuiltIn builtIn = BuiltIn.find(directory, name);
    if (builtIn != null) {
      show(builtIn, found);
      return true;
    }
    while (true) {
      TreeView view = state.view();
      TreeEntry entry = directory(view, directory).find(name);
      if (entry != null) {
        show(view, entry, found);
      }
      if (isNewest(view)) {
        return entry != null;
      }
    }
  }

  /** As the other. */
  Optional<NodeAttributes> lookup(long directory, ByteString name) throws TreeException {
    var found = new NodeAttributes();
    return lookup(directory, name, found) ? Optional.of(found) : Optional.empty();
  }

  /**
   * Whether what a name stands for is stored. A file that a call has made need not be, for as long
   * as the program goes on to write it, and the database may yet refuse it; before others look it
   * up they have it {@linkplain #settle stored}.
   */
  public boolean isSettled(long directory, Comparable<? super ByteString> name) {
    return !state.made().contains(NodeIds.inode(directory), name);
  }

  /** Whether a node is stored, as for the other. */
  boolean isStored(long node) {
    return !state.made().contains(NodeIds.inode(node));
  }

  /** Whether all that is in a directory is stored, as for {@link #isSettled}. */
  public boolean isListingSettled(long directory) {
    return !state.made().areIn(NodeIds.inode(directory));
  }

  /** Has all files stored that calls have made. The stage completes when they are, or refused. */
  public CompletionStage<Void> settle() {
    return state.settle();
  }

  /**
   * Whether nothing has changed since a view was taken. Else what was being written then may have
   * been stored meanwhile, and be missing in both; a size without it would have a program that
   * appends write over it.
   */
  private boolean isNewest(TreeView view) {
    return state.view() == view;
  }

  private static Directory directory(TreeView view, long node) throws TreeException {
    TreeEntry entry = view.entry(NodeIds.inode(node));
    if (entry instanceof Directory directory) {
      return directory;
    }
    throw entry == null
        ? MountState.stale()
        : new TreeException(Errno.ENOTDIR, view.path(entry), "is not a directory");
  }

  /** Fills in the attributes of a node; ESTALE if it was removed and is not open. */
  public void attributes(long node, NodeAttributes shown) throws TreeException {
    BuiltIn builtIn = BuiltIn.of(node);
    if (builtIn != null) {
      show(builtIn, shown);
      return;
    }
    TreeView view;
    do {
      view = state.view();
      TreeEntry entry = view.entry(NodeIds.inode(node));
      if (entry != null) {
        show(view, entry, shown);
      } else {
        showRemoved(node, shown);
      }
    } while (!isNewest(view));
  }

  /** As the other. */
  NodeAttributes attributes(long node) throws TreeException {
    var shown = new NodeAttributes();
    attributes(node, shown);
    return shown;
  }

  /** Fills in those of a built-in file as long as it was when it was opened. */
  void show(BuiltInFile open, NodeAttributes shown) {
    rules.showText(open.file(), open.text().length, shown);
  }

  private void show(TreeView view, TreeEntry entry, NodeAttributes shown) {
    rules.show(entry, view.isPrivate(entry), state.isQuorate(), shown);
    writes.show(shown);
  }

  private void show(BuiltIn builtIn, NodeAttributes shown) {
    int length = texts.of(builtIn).length;
    if (builtIn.isLink()) {
      rules.showLink(builtIn, length, state.isQuorate(), shown);
    } else {
      rules.showText(builtIn, length, shown);
    }
  }

  /** Again if it has been written meanwhile: what was pending may be in neither then. */
  private void showRemoved(long node, NodeAttributes shown) throws TreeException {
    RemovedFile file = state.removed(NodeIds.inode(node)).orElseThrow(MountState::stale);
    Contents last;
    do {
      last = file.contents();
      rules.showRemoved(last.file(), last.isPrivate(), state.isQuorate(), shown);
      writes.show(shown);
    } while (file.contents() != last);
  }

  /** The target of a link; EINVAL of anything else. */
  public byte[] target(long node) throws TreeException {
    BuiltIn builtIn = BuiltIn.of(node);
    if (builtIn == null || !builtIn.isLink()) {
      throw new TreeException(Errno.EINVAL, "it is no link", null);
    }
    return texts.of(builtIn);
  }

  /**
   * Changes the attributes of a node. The stage has what it has then; it fails with EPERM for
   * another mode or owner than the node has, EFBIG for a size of more than 1 MiB, EACCES without a
   * quorum and for the time of a lock that is held, and ENOENT for a lock that was removed.
   *
   * @throws TreeException likewise, of what is found at once
   */
  public CompletionStage<NodeAttributes> change(long node, AttributeRequest request)
      throws TreeException {
    BuiltIn builtIn = BuiltIn.of(node);
    if (builtIn != null) {
      changeBuiltIn(builtIn, request);
      return CompletableFuture.completedStage(attributes(node));
    }
    long inode = NodeIds.inode(node);
    return writes
        .behind(inode, () -> changes.change(inode, request))
        .thenApply(done -> present(node));
  }

  private void changeBuiltIn(BuiltIn builtIn, AttributeRequest request) throws TreeException {
    ConfigPath path = ConfigPath.of(builtIn.fileName());
    changes.check(path, builtIn, request);
    if (request.size().isPresent() && builtIn != BuiltIn.DEBUG) {
      throw new TreeException(Errno.EIO, path, "tells of the server, and cannot be written");
    }
    if (request.mtime().isPresent()) {
      throw new TreeException(Errno.EACCES, path, "is built in, and has no time");
    }
  }

  /**
   * Makes a directory. The stage has its attributes.
   *
   * @throws TreeException EEXIST for what is built in, EACCES without a quorum, ENAMETOOLONG
   */
  public CompletionStage<NodeAttributes> makeDirectory(long directory, ByteString name)
      throws TreeException {
    return names.makeDirectory(directory, name).thenApply(inode -> present(NodeIds.of(inode)));
  }

  /** Makes a file, which is refused as a directory is, and if another guest has the VMID. */
  public CompletionStage<NodeAttributes> makeFile(long directory, ByteString name)
      throws TreeException {
    return names.makeFile(directory, name).thenApply(inode -> present(NodeIds.of(inode)));
  }

  private NodeAttributes present(long node) {
    try {
      return attributes(node);
    } catch (TreeException e) {
      throw new CompletionException(e);
    }
  }

  /** Removes a file, which goes on to exist for those who have it open. */
  public CompletionStage<Void> removeFile(long directory, ByteString name) throws TreeException {
    return names.removeFile(directory, name);
  }

  /** Removes a directory, which must be empty. */
  public CompletionStage<Void> removeDirectory(long directory, ByteString name)
      throws TreeException {
    return names.removeDirectory(directory, name);
  }

  /**
   * Gives an entry another name in one step, in place of what has that name, which goes on to exist
   * for those who have it open.
   */
  public CompletionStage<Void> rename(
      long directory, ByteString name, long newDirectory, ByteString newName) throws TreeException {
    return names.rename(directory, name, newDirectory, newName);
  }

  /** What makes the changes of the tree; threads that may be held up can lend themselves to it. */
  public ChangeLog changeLog() {
    return state.log();
  }

  /** Open files and directories. */
  public MountedFiles files() {
    return files;
  }

  /** Tells a cache of all changes from now on that no call asked for, and no other cache. */
  public void tell(NodeCache cache) {
    state.tell(cache);
  }

  /** What is kept for programs just now. */
  public MountedStats stats() {
    return new MountedStats(files.open(), writes.gatheredBytes());
  }

  /** How much room there is. */
  public Room room() {
    return Room.of(state.view().tree().root());
  }

  /** Stores what was written and ends following the tree: what is read stays as it is now. */
  @Override
  public void close() {
    writes.close();
    state.close();
  }
}
