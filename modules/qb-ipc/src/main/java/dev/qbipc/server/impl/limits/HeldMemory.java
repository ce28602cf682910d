package dev.qbipc.server.impl.limits;

import dev.qbipc.server.QueueLimits;
import java.util.HashMap;
import java.util.Map;

/**
 * The heap that a service holds for its clients: the payloads of requests that are not answered,
 * and responses that their clients have not read. There is a limit for all, one for each user, and
 * one for all but trusted users, so that there is always some left for others. Any thread may call
 * it.
 *
 * <p>It has a lock, which ordinary requests do not touch: their payloads go into existing arrays,
 * and their responses straight into the ring.
 */
public final class HeldMemory {

  /** One in this many parts is reserved for root and the user that the server runs as. */
  private static final int PARTS_PER_RESERVED = 4;

  private static final int PERCENT = 100;

  private final long max;
  private final long maxOfOthers;
  private final long maxOfUid;
  private final Map<Integer, Share> shares = new HashMap<>();
  private long bytes;
  private long bytesOfOthers;

  public HeldMemory(QueueLimits limits) {
    this(limits.getMaxHeldBytes(), limits.getMaxHeldPercentPerUid());
  }

  /**
   * @param max the limit for all, in bytes
   * @param percentOfUid the share of it for one untrusted user, in percent
   */
  public HeldMemory(long max, int percentOfUid) {
    this.max = max;
    maxOfOthers = max - max / PARTS_PER_RESERVED;
    maxOfUid = max * percentOfUid / PERCENT;
  }

  /** The share of a user for one more connection, which has to close it. */
  public synchronized Share open(int uid) {
    var share = shares.computeIfAbsent(uid, Share::new);
    share.connections++;
    return share;
  }

  /** Bytes that are held for all. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Users that have connections. */
  synchronized int users() {
    return shares.size();
  }

  /**
   * Whether there is room beside what is held. For something large half of all is enough: it would
   * never be held otherwise.
   */
  private static boolean fits(long held, long more, long max) {
    return held + Math.min(more, max / 2) <= max;
  }

  /** What is held for the connections of one user. */
  public final class Share {

    private final int uid;
    private final boolean trusted;
    private long bytesOfUid;
    private int connections;

    private Share(int uid) {
      this.uid = uid;
      this.trusted = ConnectionQuota.isTrusted(uid);
    }

    /** Whether this much more may be held at the moment. */
    public boolean hasRoomFor(long more) {
      synchronized (HeldMemory.this) {
        return fits(bytes, more, max)
            && (trusted
                || fits(bytesOfOthers, more, maxOfOthers) && fits(bytesOfUid, more, maxOfUid));
      }
    }

    /**
     * Counts something as held, if it may be.
     *
     * @return whether it is
     */
    public boolean take(long more) {
      synchronized (HeldMemory.this) {
        boolean room = hasRoomFor(more);
        if (room) {
          add(more);
        }
        return room;
      }
    }

    /** Counts something as held no more. */
    public void release(long less) {
      synchronized (HeldMemory.this) {
        add(-less);
      }
    }

    private void add(long change) {
      bytesOfUid += change;
      bytes += change;
      bytesOfOthers += trusted ? 0 : change;
    }

    /** Ends a connection's use of it; everything held for the connection has been released. */
    public void close() {
      synchronized (HeldMemory.this) {
        connections--;
        if (connections == 0) {
          shares.remove(uid);
        }
      }
    }
  }
}
