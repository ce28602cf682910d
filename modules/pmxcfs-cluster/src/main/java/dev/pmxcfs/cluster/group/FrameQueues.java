package dev.pmxcfs.cluster.group;

import java.util.ArrayList;
import java.util.List;

/**
 * The frames that wait for the end of a sync: the message queue by their counts, and the sync queue
 * by their arrival (cluster, sections 2.6 and 2.7). Together they have a bound, beyond which
 * nothing may be dropped without leaving the group.
 */
final class FrameQueues {

  /** What a frame costs beside its bytes, so that many small ones are bounded, too. */
  private static final int OVERHEAD = 64;

  private final long maxBytes;
  private List<Queued> messages = new ArrayList<>();
  private List<Queued> sync = new ArrayList<>();
  private long bytes;

  /**
   * A frame that waits.
   *
   * @param frame all of its bytes
   */
  record Queued(Member sender, byte[] frame, long count) {

    private int cost() {
      return frame.length + OVERHEAD;
    }
  }

  FrameQueues(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  long maxBytes() {
    return maxBytes;
  }

  /** Whether there is no room for a frame. */
  boolean isFull(byte[] frame) {
    return bytes + frame.length + OVERHEAD > maxBytes;
  }

  /**
   * Puts a frame into the message queue: behind those of a lower count or the same. What is lower
   * tells a difference of 64 bits that is cut to 32, as in the C server; whoever counts honestly is
   * not concerned.
   */
  void addMessage(Queued queued) {
    int at = messages.size();
    while (at > 0 && (int) (queued.count() - messages.get(at - 1).count()) < 0) {
      at--;
    }
    messages.add(at, queued);
    bytes += queued.cost();
  }

  /** Puts a frame that was taken back to the end of the message queue. */
  void keepMessage(Queued queued) {
    messages.add(queued);
    bytes += queued.cost();
  }

  void addSync(Queued queued) {
    sync.add(queued);
    bytes += queued.cost();
  }

  /** Takes all of the message queue, in its order. */
  List<Queued> takeMessages() {
    List<Queued> taken = messages;
    messages = new ArrayList<>();
    return accounted(taken);
  }

  /** Takes all of the sync queue, in its order. */
  List<Queued> takeSync() {
    List<Queued> taken = sync;
    sync = new ArrayList<>();
    return accounted(taken);
  }

  private List<Queued> accounted(List<Queued> taken) {
    taken.forEach(queued -> bytes -= queued.cost());
    return taken;
  }

  boolean hasMessages() {
    return !messages.isEmpty();
  }

  int size() {
    return messages.size() + sync.size();
  }

  long bytes() {
    return bytes;
  }

  void clear() {
    takeMessages();
    takeSync();
  }
}
