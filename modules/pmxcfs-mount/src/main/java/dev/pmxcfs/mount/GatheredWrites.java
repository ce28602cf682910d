package dev.pmxcfs.mount;

import dev.pmxcfs.state.tree.TreeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Small writes to open files, each of which would have the whole file written to the disk: what a
 * program writes bit by bit is gathered and becomes one change when the file is closed or synced,
 * when it is looked at in any way, or after a short time. A program is told that it is written
 * before; what is refused then is told at the next write, sync or close. For any thread.
 */
final class GatheredWrites implements AutoCloseable {

  /** What is as large as this is a change of its own. */
  private static final int LARGE = 64 * 1024;

  /** All files together; what goes beyond is a change of its own. */
  private static final int MAX_BYTES = 16 << 20;

  /** So many files, since their changes may be sent at once, and not more of those may wait. */
  private static final int MAX_FILES = 64;

  private static final long MILLIS = 50;

  /** As long as a look waits for a disk that does not answer; then it sees what is there. */
  private static final long LOOK_MILLIS = 2000;

  private final MountState state;
  private final FileContents contents;
  private final Map<Long, PendingFile> files = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(GatheredWrites::thread);

  /** What is gathered of all files together. */
  private int bytes;

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
   * Writes into a file.
   *
   * @param data not to be changed any more
   * @return completed if it was gathered; else once it is stored
   * @throws TreeException why it cannot be, or why something that was gathered has been refused
   */
  synchronized CompletionStage<Void> write(long inode, long offset, byte[] data)
      throws TreeException {
    contents.check(inode, offset, data.length);
    PendingFile file = files.computeIfAbsent(inode, key -> new PendingFile());
    try {
      file.tell();
      return write(inode, file, offset, data);
    } finally {
      forgetIfDone(inode, file);
    }
  }

  private CompletionStage<Void> write(long inode, PendingFile file, long offset, byte[] data)
      throws TreeException {
    boolean isApart = file.isGathering() && !file.isAdjacent(offset);
    boolean isLarge = data.length >= LARGE || bytes + data.length > MAX_BYTES;
    boolean isOneTooMany = !file.isGathering() && files.size() > MAX_FILES;
    if (isLarge
        || isOneTooMany
        || isApart && file.isUnderWay()) { // the program waits, so that no queue grows
      send(inode, file);
      return contents.write(inode, offset, data, false);
    }
    if (isApart) {
      send(inode, file);
    }
    if (!file.isGathering()) {
      timer.schedule(() -> settle(inode), MILLIS, TimeUnit.MILLISECONDS);
    }
    int before = file.length();
    file.add(offset, data, state.now());
    files.put(inode, file); // what was sent may have been stored already, and the file forgotten
    bytes += file.length() - before;
    return CompletableFuture.completedStage(null);
  }

  private void send(long inode, PendingFile file) {
    if (!file.isGathering()) {
      return;
    }
    long offset = file.offset();
    byte[] data = file.take();
    bytes -= data.length;
    file.begin();
    file.follow(
        contents
            .writeGathered(inode, offset, data)
            .handle((done, refusal) -> ended(inode, file, refusal)));
  }

  private synchronized Void ended(long inode, PendingFile file, Throwable refusal) {
    file.end();
    if (refusal != null) {
      Throwable reason = refusal instanceof CompletionException e ? e.getCause() : refusal;
      file.refuse(MountState.refusal(reason));
    }
    forgetIfDone(inode, file);
    return null;
  }

  private void forgetIfDone(long inode, PendingFile file) {
    if (file.isDone()) {
      files.remove(inode, file);
    }
  }

  /** Whether all that was written to a file is in the tree. */
  boolean isSettled(long inode) {
    return files.isEmpty() || !files.containsKey(inode);
  }

  /** Sends what was gathered of a file. The stage completes once it is stored or refused. */
  synchronized CompletionStage<Void> settle(long inode) {
    PendingFile file = files.get(inode);
    if (file == null) {
      return CompletableFuture.completedStage(null);
    }
    send(inode, file);
    return file.last();
  }

  /** As the other, and fails with why something was refused. */
  CompletionStage<Void> sync(long inode) {
    return settle(inode).thenRun(() -> tell(inode));
  }

  private synchronized void tell(long inode) {
    PendingFile file = files.get(inode);
    if (file == null) {
      return;
    }
    try {
      file.tell();
    } catch (TreeException e) {
      throw new CompletionException(e);
    } finally {
      forgetIfDone(inode, file);
    }
  }

  /** Nobody has a file open any more who could be told of a refusal. */
  void forget(long inode) {
    if (!isSettled(inode)) {
      forgive(inode);
    }
  }

  private synchronized void forgive(long inode) {
    PendingFile file = files.get(inode);
    if (file != null) {
      file.forgive();
      forgetIfDone(inode, file);
    }
  }

  /** Waits until all that was written before is stored or refused, before somebody looks. */
  void settleAll() {
    if (files.isEmpty() && state.isSettled()) {
      return;
    }
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    files.keySet().forEach(inode -> sent.add(settle(inode).toCompletableFuture()));
    sent.add(state.settle().toCompletableFuture());
    try {
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
          .get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // what is refused is told to those who wrote, and a look does not wait for ever
    }
  }

  /** What has been written to a file and may not be stored yet, if anything has. */
  Optional<PendingFile> pending(long inode) {
    return Optional.ofNullable(files.get(inode));
  }

  /** What a file shows, with what has been written to it. */
  NodeAttributes shown(NodeAttributes stored) {
    PendingFile file = files.get(NodeIds.inode(stored.node()));
    return file == null ? stored : file.shown(stored);
  }

  /** What is gathered of all files together. */
  synchronized int gatheredBytes() {
    return bytes;
  }

  /** Stores what was gathered. */
  @Override
  public void close() {
    settleAll();
    timer.shutdown();
  }
}
