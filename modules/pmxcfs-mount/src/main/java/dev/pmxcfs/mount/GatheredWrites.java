package dev.pmxcfs.mount;

import dev.pmxcfs.mount.change.FileWrite;
import dev.pmxcfs.mount.change.FileWrite.Place;
import dev.pmxcfs.state.UnsettledChanges;
import dev.pmxcfs.state.tree.TreeException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Small writes to open files, each of which would have the whole file written to the disk: what a
 * program writes bit by bit is gathered and becomes one change when the file is closed or synced,
 * when it is looked at in any way, or after a short time. A program is told that it is written
 * before; what is refused then is told at the next write, sync or close. For any thread.
 */
final class GatheredWrites implements UnsettledChanges, AutoCloseable {

  /** What is as large as this is a change of its own. */
  private static final int LARGE = 64 * 1024;

  /** All files together; what goes beyond is a change of its own. */
  private static final int MAX_BYTES = 16 << 20;

  /** So many files, since their changes may be sent at once, and not more of those may wait. */
  private static final int MAX_FILES = 64;

  /** What is gathered is sent when it is older than half of this, and looked for twice as often. */
  private static final long MILLIS = 50;

  private static final long CLOSE_SECONDS = 2;

  private static final byte[] NO_ROOM = {};
  private static final int MAX_ROOM = 2 * LARGE;
  private static final PendingFile[] NONE = {};
  private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

  private final MountState state;
  private final FileContents contents;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(GatheredWrites::thread);

  /** All of which something is to be known, a few: replaced by another array when it changes. */
  private volatile PendingFile[] files = NONE;

  /** What is gathered of all files together. */
  private int bytes;

  /** For the next file, so that those who write make nothing. */
  private byte[] room = NO_ROOM;

  /** Whether what is too old will be sent. */
  private boolean isTimed;

  private boolean isClosed;

  GatheredWrites(MountState state, FileContents contents) {
    this.state = state;
    this.contents = contents;
  }

  private static Thread thread(Runnable task) {
    var thread = new Thread(task, "pmxcfs-mount writes");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Takes a small write, to be stored together with others. Makes nothing, as a rule.
   *
   * @param offset where it goes, or where the end of the file is believed to be
   * @param atEnd whether it goes to the end
   * @param data is copied
   * @return false if it has to be {@linkplain #write written} by itself
   * @throws TreeException why it cannot be, or why something that was gathered has been refused
   */
  synchronized boolean gather(long inode, long offset, boolean atEnd, ByteBuffer data)
      throws TreeException {
    PendingFile file = told(inode);
    long at = atEnd ? end(file, inode) : offset;
    contents.check(inode, at, data.remaining());
    if (isClosed || isApart(file, at, atEnd, data.remaining())) {
      return false;
    }
    if (file != null && file.isGathering() && !file.isAdjacent(at, atEnd)) {
      send(file);
      file = find(inode); // of a file that was removed it is forgotten at once
    }
    if (file == null) {
      file = new PendingFile(inode, room);
      room = NO_ROOM;
      files = with(file);
    }
    if (!file.isGathering()) {
      awaitOthers();
    }
    bytes += file.add(at, atEnd, data, state.now());
    if (at != offset) {
      state.tellMoved(inode);
    }
    return true;
  }

  /** Where a file ends once all is stored that was written to it here. */
  private long end(PendingFile file, long inode) throws TreeException {
    long size = contents.size(inode);
    return file == null ? size : file.end(size);
  }

  /** Whether a write has to wait for the database, so that no queue grows. */
  private boolean isApart(PendingFile file, long offset, boolean atEnd, int length) {
    boolean isLarge = length >= LARGE || bytes + length > MAX_BYTES;
    boolean isOneTooMany = file == null && files.length >= MAX_FILES;
    return isLarge
        || isOneTooMany
        || file != null
            && file.isGathering()
            && file.isUnderWay()
            && !file.isAdjacent(offset, atEnd);
  }

  private PendingFile[] with(PendingFile file) {
    PendingFile[] more = Arrays.copyOf(files, files.length + 1);
    more[files.length] = file;
    return more;
  }

  private void awaitOthers() {
    if (!isTimed) {
      isTimed = true;
      timer.schedule(this::sendOld, MILLIS / 2, TimeUnit.MILLISECONDS);
    }
  }

  /** Goes on as long as there are writes, so that those who write need not begin it again. */
  private synchronized void sendOld() {
    isTimed = false;
    long old = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(MILLIS / 2);
    try {
      for (PendingFile file : files) {
        isTimed |= file.isGathering() || file.isUnderWay();
        if (file.isGatheringSince(old) && !file.isUnderWay()) { // a slow database gets no more
          send(file);
        }
      }
    } finally { // whatever cannot be sent now is tried again
      if (isTimed && !isClosed) {
        timer.schedule(this::sendOld, MILLIS / 2, TimeUnit.MILLISECONDS);
      }
    }
  }

  /**
   * Writes into a file, behind what was gathered.
   *
   * @param offset where it goes, or where the end of the file is believed to be
   * @param atEnd whether it goes to the end
   * @param data not to be changed any more
   * @return completes once it is stored
   * @throws TreeException as for {@link #gather}
   */
  synchronized CompletionStage<Void> write(long inode, long offset, boolean atEnd, byte[] data)
      throws TreeException {
    told(inode);
    return writeBehind(inode, offset, atEnd, data);
  }

  private synchronized CompletionStage<Void> writeBehind(
      long inode, long offset, boolean atEnd, byte[] data) throws TreeException {
    CompletionStage<Void> sent = settle(inode);
    PendingFile file = find(inode);
    if (file != null && (file.isGathering() || atEnd && file.isUnderWay())) {
      return sent.thenCompose(stored -> sent(() -> writeBehind(inode, offset, atEnd, data)));
    }
    if (!atEnd) {
      return contents.write(inode, new FileWrite(Place.AT_OFFSET, offset, data));
    }
    long end = end(file, inode);
    CompletionStage<Void> written = contents.write(inode, new FileWrite(Place.AT_END, end, data));
    return end == offset ? written : written.thenRun(() -> state.tellMoved(inode));
  }

  /** What sends a change of a file. */
  @FunctionalInterface
  interface Sending<T> {

    /** Sends it. The stage has what becomes of it. */
    CompletionStage<T> send() throws TreeException;
  }

  /**
   * Sends a change of a file behind all that was written to it before: at once as a rule.
   *
   * @return completes once all of it is stored, or the change is refused
   */
  <T> CompletionStage<T> behind(long inode, Sending<T> change) throws TreeException {
    CompletionStage<Void> written;
    synchronized (this) {
      written = settle(inode);
      PendingFile file = find(inode);
      if (file != null && file.isGathering()) {
        return written.thenCompose(stored -> sent(() -> behind(inode, change)));
      }
    }
    return change.send().thenCombine(written, (done, before) -> done);
  }

  private static <T> CompletionStage<T> sent(Sending<T> change) {
    try {
      return change.send();
    } catch (TreeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** Null if nothing is to be known of it. */
  private PendingFile find(long inode) {
    for (PendingFile file : files) {
      if (file.inode() == inode) {
        return file;
      }
    }
    return null;
  }

  /** As the other, and tells why something was refused. */
  private PendingFile told(long inode) throws TreeException {
    PendingFile file = find(inode);
    if (file == null || !file.isRefused()) {
      return file;
    }
    try {
      file.tell();
    } finally {
      forgetIfDone(file);
    }
    return find(inode);
  }

  private void send(PendingFile file) {
    if (!file.isGathering()) {
      return;
    }
    FileWrite write = file.take();
    bytes -= write.data().length;
    file.follow(
        written(file, write)
            .handle((done, refusal) -> ended(file, write.offset() + write.data().length, refusal)));
  }

  private CompletionStage<Void> written(PendingFile file, FileWrite write) {
    try {
      return contents.writeGathered(file.inode(), write, file.mtime());
    } catch (RuntimeException | Error e) { // to be told to who has written it
      return CompletableFuture.failedStage(e);
    }
  }

  private synchronized Void ended(PendingFile file, long sentEnd, Throwable refusal) {
    file.ended(sentEnd);
    if (refusal != null) {
      Throwable reason = refusal instanceof CompletionException e ? e.getCause() : refusal;
      file.refuse(MountState.refusal(reason));
      state.tellMoved(file.inode()); // what was shown of it is not so
    }
    forgetIfDone(file);
    return null;
  }

  private void forgetIfDone(PendingFile file) {
    if (file.isDone()) {
      room = file.room().length <= MAX_ROOM ? file.room() : room;
      files = Arrays.stream(files).filter(other -> other != file).toArray(PendingFile[]::new);
    }
  }

  /** Whether all that was written to a file is in the tree. */
  boolean isSettled(long inode) {
    return find(inode) == null;
  }

  /**
   * Sends what was gathered of a file: at once unless it {@linkplain PendingFile#mustWait waits}.
   * The stage completes once it is stored or refused.
   */
  synchronized CompletionStage<Void> settle(long inode) {
    PendingFile file = find(inode);
    if (file == null) {
      return DONE;
    }
    if (file.mustWait()) {
      return file.last().thenCompose(ended -> settle(inode));
    }
    send(file);
    return file.last();
  }

  /** As the other, and fails with why something was refused. */
  CompletionStage<Void> sync(long inode) {
    return settle(inode).thenRun(() -> tell(inode));
  }

  /**
   * As {@link #sync}, for a close, which may be that of a program which has inherited the file and
   * does not look: whoever closes it later is told too.
   */
  CompletionStage<Void> flush(long inode) {
    return settle(inode).thenRun(() -> remind(inode));
  }

  private synchronized void remind(long inode) {
    PendingFile file = find(inode);
    if (file != null && file.isRefused()) {
      throw new CompletionException(file.refusal());
    }
  }

  private synchronized void tell(long inode) {
    try {
      told(inode);
    } catch (TreeException e) {
      throw new CompletionException(e);
    }
  }

  /** Nobody has a file open any more who could be told of a refusal. */
  synchronized void forget(long inode) {
    PendingFile file = find(inode);
    if (file != null) {
      file.forgive();
      forgetIfDone(file);
    }
  }

  @Override
  public boolean isSettled() {
    return files.length == 0;
  }

  @Override
  public CompletionStage<Void> settle() {
    CompletionStage<Void> all = CompletableFuture.completedFuture(null);
    for (PendingFile file : files) {
      all = all.thenCombine(settle(file.inode()), (before, now) -> now);
    }
    return all;
  }

  /** Has a file show what has been written to it. */
  void show(NodeAttributes shown) {
    PendingFile file = find(NodeIds.inode(shown.node()));
    if (file != null) {
      file.show(shown);
    }
  }

  /** What is gathered of all files together. */
  synchronized int gatheredBytes() {
    return bytes;
  }

  /** Stores what was gathered, and gathers no more. Blocks, though not for ever. */
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    settle().toCompletableFuture().completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS).join();
    timer.shutdownNow();
  }
}
