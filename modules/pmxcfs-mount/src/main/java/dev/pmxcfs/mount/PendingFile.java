package dev.pmxcfs.mount;

import dev.pmxcfs.state.tree.TreeException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What has been written to a file and is not in the tree yet. {@link GatheredWrites} has the lock.
 */
final class PendingFile {

  private static final int FIRST_ROOM = 4096;
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private long offset;
  private int length;
  private boolean isGathering;
  private int underWay;
  private TreeException refusal;
  private CompletionStage<Void> last = CompletableFuture.completedStage(null);

  /** For those who ask how large the file is. */
  private volatile long end;

  private volatile int mtime;

  /** Whether something waits to be sent. */
  boolean isGathering() {
    return isGathering;
  }

  /** Whether data goes on where the gathered ends, or lies within it. */
  boolean isAdjacent(long at) {
    return at >= offset && at <= offset + length;
  }

  /** Takes data, which is adjacent if something was gathered. */
  void add(long at, byte[] data, int now) {
    if (!isGathering) {
      isGathering = true;
      end = underWay == 0 ? 0 : end;
      offset = at;
      length = 0;
    }
    int from = (int) (at - offset);
    int to = from + data.length;
    if (to > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(to, Math.max(FIRST_ROOM, 2 * bytes.length)));
    }
    System.arraycopy(data, 0, bytes, from, data.length);
    length = Math.max(length, to);
    end = Math.max(end, offset + length);
    mtime = now;
  }

  /** How many bytes are gathered. */
  int length() {
    return length;
  }

  /** Where the gathered begins. */
  long offset() {
    return offset;
  }

  /** Takes out what was gathered, to be sent. */
  byte[] take() {
    byte[] taken = Arrays.copyOf(bytes, length);
    bytes = NOTHING;
    length = 0;
    isGathering = false;
    return taken;
  }

  /** Something is sent. */
  void begin() {
    underWay++;
  }

  /** Something that was sent has come to its end. */
  void end() {
    underWay--;
  }

  boolean isUnderWay() {
    return underWay > 0;
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
    return !isGathering && underWay == 0 && refusal == null;
  }

  /** What a file shows that will have what has been written to it. */
  NodeAttributes shown(NodeAttributes stored) {
    long size = Math.max(stored.size(), end);
    return new NodeAttributes(
        stored.node(),
        stored.mode(),
        stored.links(),
        stored.gid(),
        size,
        AttributeRules.blocks(size),
        Integer.toUnsignedLong(mtime));
  }
}
