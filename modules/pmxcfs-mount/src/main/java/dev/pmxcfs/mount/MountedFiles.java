package dev.pmxcfs.mount;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.mount.Handle.BuiltInFile;
import dev.pmxcfs.mount.Handle.OpenDirectory;
import dev.pmxcfs.mount.change.FileWrite;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * What programs have open in a {@link MountedTree}, by handles; threads and refusals are as there.
 * A handle keeps what it opened: a file after it was renamed, removed or replaced, the text that a
 * built-in file had, and a directory's listing as it was when it began.
 *
 * <p>The handle of a file of the tree is its node, however often it is open: to open, read and
 * close one makes nothing. The others have numbers of their own.
 */
public final class MountedFiles {

  private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

  private final MountedTree tree;
  private final MountState state;
  private final FileCreation creation;
  private final FileContents contents;
  private final GatheredWrites writes;
  private final BuiltInTexts texts;
  private final CutWrites cut = new CutWrites();
  private final Handles handles = new Handles();

  /**
   * A file that was made and opened.
   *
   * @param attributes the file's
   * @param handle by which it is open
   * @param isStored whether it is in the tree, or was there before; else the database may yet
   *     refuse it, and others are to ask for the name again
   */
  public record Created(NodeAttributes attributes, long handle, boolean isStored) {}

  MountedFiles(
      MountedTree tree,
      MountState state,
      NameChanges names,
      FileContents contents,
      GatheredWrites writes,
      BuiltInTexts texts) {
    this.tree = tree;
    this.state = state;
    creation = new FileCreation(tree, this, names);
    this.contents = contents;
    this.writes = writes;
    this.texts = texts;
  }

  /** Whether a file is opened at once, by {@link #open(long)}. */
  public boolean opensAtOnce(long node) {
    return BuiltIn.of(node) == null || state.isAllSettled();
  }

  /**
   * Opens a file.
   *
   * @return the handle
   * @throws TreeException ESTALE if it was removed, EISDIR, ELOOP of a link
   */
  public long open(long node) throws TreeException {
    BuiltIn builtIn = BuiltIn.of(node);
    if (builtIn != null) {
      return open(builtIn);
    }
    state.open(NodeIds.inode(node));
    return node;
  }

  private long open(BuiltIn file) throws TreeException {
    if (file.isLink()) {
      throw new TreeException(Errno.ELOOP, ConfigPath.of(file.fileName()), "is a symbolic link");
    }
    return handles.add(new BuiltInFile(file, texts.of(file)));
  }

  /**
   * As the other. The stage has the handle, once the file is truncated if that is wanted, and once
   * all is stored that a built-in file tells of.
   *
   * @throws TreeException as the other; if it is to be truncated EIO of a file that tells of the
   *     server, EACCES without a quorum
   */
  public CompletionStage<Long> open(long node, boolean truncate) throws TreeException {
    BuiltIn builtIn = BuiltIn.of(node);
    if (truncate && builtIn != null && !builtIn.isLink() && builtIn != BuiltIn.DEBUG) {
      throw new TreeException(
          Errno.EIO,
          ConfigPath.of(builtIn.fileName()),
          "tells of the server, and cannot be written");
    }
    if (!opensAtOnce(node)) {
      return state.settleAll().thenApply(settled -> opened(builtIn));
    }
    long handle = open(node);
    return truncate && builtIn == null
        ? truncated(handle, NodeIds.inode(node))
        : CompletableFuture.completedStage(handle);
  }

  private long opened(BuiltIn file) {
    try {
      return open(file);
    } catch (TreeException e) {
      throw new CompletionException(e);
    }
  }

  private CompletionStage<Long> truncated(long handle, long inode) throws TreeException {
    try {
      return writes
          .behind(inode, () -> contents.write(inode, FileWrite.size(0)))
          .handle((done, refusal) -> handleUnless(refusal, handle));
    } catch (TreeException e) {
      release(handle);
      throw e;
    }
  }

  private long handleUnless(Throwable refusal, long handle) {
    if (refusal == null) {
      return handle;
    }
    releaseUnused(handle);
    throw refusal instanceof CompletionException e ? e : new CompletionException(refusal);
  }

  /** Ends a handle that nobody was told of. */
  void releaseUnused(long handle) {
    try {
      release(handle);
    } catch (TreeException e) {
      throw new CompletionException(e);
    }
  }

  /**
   * Makes a file and opens it.
   *
   * @param exclusive whether a file that is there already is refused, with EEXIST; else it is
   *     opened
   * @param truncate whether that one is truncated
   * @throws TreeException as for {@link MountedTree#makeFile} and {@link #open}
   */
  public CompletionStage<Created> create(
      long directory, ByteString name, boolean exclusive, boolean truncate) throws TreeException {
    return creation.create(directory, name, exclusive, truncate);
  }

  /**
   * Fills in what a handle's file shows: the size of a built-in file is that of the text it had.
   */
  public void attributes(long node, long handle, NodeAttributes shown) throws TreeException {
    if (!isStored(handle) && handles.get(handle) instanceof BuiltInFile open) {
      tree.show(open, shown);
    } else {
      tree.attributes(node, shown);
    }
  }

  /**
   * What an open file contains now; not to be changed. What was written to it by any handle is
   * there if it is {@linkplain #isSettled settled}.
   */
  public byte[] read(long handle) throws TreeException {
    if (isStored(handle)) {
      return contents.read(NodeIds.inode(handle));
    } else if (handles.get(handle) instanceof BuiltInFile builtIn) {
      return builtIn.text();
    }
    throw new TreeException(Errno.EISDIR, "a directory cannot be read", null);
  }

  /**
   * Whether what was written to an open file is stored, so that {@link #read} gives all of it. If
   * not, {@link #settle} waits for it.
   */
  public boolean isSettled(long handle) throws TreeException {
    if (isStored(handle)) {
      long inode = NodeIds.inode(handle);
      return writes.isSettled(inode) && !state.made().contains(inode);
    }
    handles.check(handle);
    return true;
  }

  /** Has what was written to an open file stored. The stage completes when it is, or refused. */
  public CompletionStage<Void> settle(long handle) throws TreeException {
    if (!isStored(handle)) {
      handles.check(handle);
      return DONE;
    }
    long inode = NodeIds.inode(handle);
    CompletionStage<Void> written = writes.settle(inode);
    boolean isMade = state.made().contains(inode);
    return isMade ? written.thenCombine(state.settle(), (one, other) -> null) : written;
  }

  /**
   * Has what was written to an open file stored, as a sync does. The stage fails with the refusal
   * of what was written before, which is told once.
   */
  public CompletionStage<Void> sync(long handle) throws TreeException {
    if (isSettled(handle)) {
      return checked(handle);
    }
    return settle(handle)
        .thenCompose(settled -> writes.sync(NodeIds.inode(handle)))
        .thenCompose(synced -> checked(handle));
  }

  /**
   * As {@link #sync}, for a close of one of the descriptors of an open file: each close is told the
   * refusal, since a program may have others that have inherited the file and do not look.
   */
  public CompletionStage<Void> flush(long handle) throws TreeException {
    if (isSettled(handle)) {
      return checked(handle);
    }
    return settle(handle)
        .thenCompose(settled -> writes.flush(NodeIds.inode(handle)))
        .thenCompose(synced -> checked(handle));
  }

  private CompletionStage<Void> checked(long handle) {
    try {
      if (isStored(handle)) {
        state.checkMade(NodeIds.inode(handle));
      }
      return DONE;
    } catch (TreeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /**
   * Takes what is small and written into an open file, to be stored a little later together with
   * other writes; {@link #sync} waits for that.
   *
   * @param offset where it goes, or where the end of the file is believed to be
   * @param atEnd whether it goes to the end of the file wherever that is, as with O_APPEND
   * @param data is copied
   * @return whether all of it was taken; else {@link #write} has to do it
   * @throws TreeException as for {@link #write}
   */
  public boolean gather(long handle, long offset, boolean atEnd, ByteBuffer data)
      throws TreeException {
    return isStored(handle)
        && data.hasRemaining()
        && !cut.goesOn(NodeIds.inode(handle))
        && writes.gather(NodeIds.inode(handle), offset, atEnd, data);
  }

  /**
   * Writes into an open file. The stage has how many bytes were written: fewer than asked for where
   * a write of more than 1 MiB goes on that the kernel has cut in two. What is small is {@linkplain
   * #gather gathered} if it can be.
   *
   * @param offset as for {@link #gather}
   * @param atEnd likewise
   * @param data not to be changed any more
   * @throws TreeException EFBIG if the file would have more than 1 MiB, EACCES without a quorum,
   *     EIO of a file that tells of the server
   */
  public CompletionStage<Integer> write(long handle, long offset, boolean atEnd, byte[] data)
      throws TreeException {
    if (!isStored(handle)) {
      return CompletableFuture.completedStage(write(handles.get(handle), offset, data));
    } else if (data.length == 0) {
      return CompletableFuture.completedStage(0);
    }
    if (gather(handle, offset, atEnd, ByteBuffer.wrap(data))) {
      return CompletableFuture.completedStage(data.length);
    }
    long inode = NodeIds.inode(handle);
    byte[] fitting = cut.fitting(inode, offset, data);
    return writes.write(inode, offset, atEnd, fitting).thenApply(done -> fitting.length);
  }

  /**
   * As {@link #write}, into a file that is open with O_SYNC: the stage completes once all that was
   * written to it is stored, and fails as that of {@link #sync}.
   */
  public CompletionStage<Integer> writeThrough(long handle, long offset, boolean atEnd, byte[] data)
      throws TreeException {
    CompletionStage<Integer> written = write(handle, offset, atEnd, data);
    return sync(handle).thenCombine(written, (synced, count) -> count);
  }

  private int write(Handle open, long offset, byte[] data) throws TreeException {
    if (open instanceof BuiltInFile builtIn) {
      return write(builtIn.file(), offset, data);
    }
    throw new TreeException(Errno.EISDIR, "a directory cannot be written", null);
  }

  private int write(BuiltIn file, long offset, byte[] data) throws TreeException {
    int taken = file == BuiltIn.DEBUG && offset == 0 ? texts.setDebug(data) : 0;
    if (taken == 0 && data.length > 0) {
      throw new TreeException(
          Errno.EIO, ConfigPath.of(file.fileName()), "does not take what is written to it");
    }
    return taken;
  }

  /** Opens a directory. ESTALE if it was removed, ENOTDIR if it is none. */
  public long openDirectory(long node) throws TreeException {
    return handles.add(new OpenDirectory(directory(NodeIds.inode(node))));
  }

  private Directory directory(long inode) throws TreeException {
    TreeEntry entry = state.view().entry(inode);
    if (entry instanceof Directory directory) {
      return directory;
    }
    throw entry == null
        ? MountState.stale()
        : new TreeException(Errno.ENOTDIR, "what is not a directory cannot be listed", null);
  }

  /**
   * What an open directory has.
   *
   * @param fresh whether a listing begins, as by rewinddir; else it is the one that began before
   */
  public Listing list(long handle, boolean fresh) throws TreeException {
    if (isStored(handle) || !(handles.get(handle) instanceof OpenDirectory directory)) {
      throw new TreeException(Errno.ENOTDIR, "what is not a directory cannot be listed", null);
    }
    if (fresh) {
      directory.begin(new Listing(directory(directory.inode())));
    }
    return directory.listing();
  }

  /** Ends a handle. EBADF if it is none. */
  public void release(long handle) throws TreeException {
    if (!isStored(handle)) {
      handles.remove(handle);
      return;
    }
    long inode = NodeIds.inode(handle);
    if (writes.isSettled(inode)) {
      closeStored(inode);
    } else {
      writes.settle(inode).thenRun(() -> closeSettled(inode));
    }
  }

  private void closeSettled(long inode) {
    try {
      closeStored(inode);
    } catch (TreeException e) {
      throw new CompletionException(e);
    }
  }

  private void closeStored(long inode) throws TreeException {
    if (state.close(inode)) {
      writes.forget(inode);
      cut.forget(inode);
    }
  }

  private static boolean isStored(long handle) {
    return handle > 0;
  }

  /** How many handles are open. */
  public int open() {
    return handles.size() + state.opened();
  }
}
