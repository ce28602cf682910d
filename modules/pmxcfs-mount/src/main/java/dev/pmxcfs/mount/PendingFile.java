package dev.pmxcfs.mount;

import dev.pmxcfs.mount.change.FileWrite;
import dev.pmxcfs.mount.change.FileWrite.Place;
import dev.pmxcfs.state.tree.TreeException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What has been written to a file and is not in the tree yet. {@link GatheredWrites} has the lock.
 */
final class PendingFile {

  private static final int FIRST_ROOM = 4096;
  private static final long NONE = -1;
  private static final CompletionStage<Void> NOTHING_SENT = CompletableFuture.completedFuture(null);

  private final long inode;
  private byte[] bytes;
  private long offset;
  private int length;
  private boolean isGathering;

  /** Whether the gathered belongs at the end of the file, wherever that is by then. */
  private boolean isAtEnd;

  /** When the oldest was written that is gathered. */
  private long sinceNanos;

  /** Where each change ends that has been sent and has not come to its end, */
  private Collection<Long> sentEnds = List.of();

  private TreeException refusal;
  private CompletionStage<Void> last = NOTHING_SENT;

  /** For those who ask how large the file is: where all of it ends, if there is any. */
  private volatile long end = NONE;

  /** When a program wrote last, in seconds since 1970, which is the time that is stored. */
  private volatile int mtime;

  /**
   * @param room to gather in, of another that is not used any more
   */
  PendingFile(long inode, byte[] room) {
    this.inode = inode;
    bytes = room;
  }

  long inode() {
    return inode;
  }

  /** Whether something waits to be sent. */
  boolean isGathering() {
    return isGathering;
  }

  /** Whether something has waited since a time or longer. */
  boolean isGatheringSince(long nanos) {
    return isGathering && sinceNanos - nanos <= 0;
  }

  /** Whether data goes on where the gathered ends, or lies within it. */
  boolean isAdjacent(long at, boolean atEnd) {
    return atEnd == isAtEnd && (atEnd || at >= offset && at <= offset + length);
  }

  /** Where data is put that belongs at the end, if nobody else moves that. */
  long end(long size) {
    return isGathering && isAtEnd ? offset + length : Math.max(size, end);
  }

  /**
   * Takes data, which is adjacent if something was gathered.
   *
   * @param atEnd whether it belongs at the end of the file
   * @return how many bytes more are gathered now
   */
  int add(long at, boolean atEnd, ByteBuffer data, int now) {
    if (!isGathering) {
      isGathering = true;
      isAtEnd = atEnd;
      sinceNanos = System.nanoTime();
      offset = at;
      length = 0;
    }
    int before = length;
    int from = (int) (at - offset);
    int to = from + data.remaining();
    if (to > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(to, Math.max(FIRST_ROOM, 2 * bytes.length)));
    }
    data.get(bytes, from, data.remaining());
    length = Math.max(length, to);
    mtime = now;
    end = Math.max(end, offset + length);
    return length - before;
  }

  /** Where it is gathered, for another to use once this one is done. */
  byte[] room() {
    return bytes;
  }

  /** When a program wrote last, in seconds since 1970. */
  int mtime() {
    return mtime;
  }

  /** Takes out what was gathered, to be sent. */
  FileWrite take() {
    byte[] taken = Arrays.copyOf(bytes, length);
    if (sentEnds.isEmpty()) {
      sentEnds = new ArrayDeque<>();
    }
    sentEnds.add(offset + length);
    length = 0;
    isGathering = false;
    return new FileWrite(isAtEnd ? Place.AT_END : Place.AT_OFFSET, offset, taken);
  }

  /** What was sent and ends there in the file has come to its end. */
  void ended(long sentEnd) {
    sentEnds.remove(sentEnd);
    long furthest = isGathering ? offset + length : NONE;
    for (long sent : sentEnds) {
      furthest = Math.max(furthest, sent);
    }
    end = furthest;
  }

  boolean isUnderWay() {
    return !sentEnds.isEmpty();
  }

  /**
   * Whether what is gathered cannot be sent yet: where the end of the file is, which may have been
   * moved, is known only when what was sent before has come to its end.
   */
  boolean mustWait() {
    return isGathering && isAtEnd && isUnderWay();
  }

  /** Completes once all that was sent has come to its end; never fails. */
  CompletionStage<Void> last() {
    return last;
  }

  void follow(CompletionStage<Void> sent) {
    last = last.thenCombine(sent, (before, now) -> null);
  }

  /** Keeps why something was refused until it is told; the first reason of several. */
  void refuse(TreeException reason) {
    refusal = refusal == null ? reason : refusal;
  }

  /** Forgets why something was refused. */
  void forgive() {
    refusal = null;
  }

  /** Whether something was refused that is not told yet. */
  boolean isRefused() {
    return refusal != null;
  }

  /** Why something was refused that is not told yet; null if nothing was. */
  TreeException refusal() {
    return refusal;
  }

  /** Tells why something was refused since this was asked last. */
  void tell() throws TreeException {
    TreeException told = refusal;
    refusal = null;
    if (told != null) {
      throw told;
    }
  }

  /** Whether nothing is to be known of it any more. */
  boolean isDone() {
    return !isGathering && sentEnds.isEmpty() && refusal == null;
  }

  /** Has a file show what has been written to it. */
  void show(NodeAttributes shown) {
    long written = end;
    if (written != NONE) {
      long size = Math.max(shown.size(), written);
      shown.setSize(size, AttributeRules.blocks(size)).setMtime(mtime);
    }
  }
}
