package dev.qbipc.server.impl.limits;

import dev.qbipc.linux.process.Processes;
import dev.qbipc.server.ConnectionLimits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;

/**
 * How many connections a service may have: in all, for one user, and by the shared memory that the
 * rings of one user take. A connection counts from before its rings are made until nothing of it is
 * left. Any thread may call it.
 *
 * <p>The last places are kept for trusted users: root, and the user that the server runs as. Their
 * shared memory is not limited.
 */
public final class ConnectionQuota {

  /** How an attempt to take a place ended. */
  public enum Outcome {
    TAKEN,
    LIMIT_REACHED,
    UID_LIMIT_REACHED,
    UID_MEMORY_LIMIT_REACHED,
    CLOSED
  }

  private static final int ROOT = 0;

  /** One in this many places is reserved for trusted users. */
  private static final int PLACES_PER_RESERVED = 16;

  private record Taken(int places, long bytes) {

    static final Taken NOTHING = new Taken(0, 0);

    Taken plus(int places, long bytes) {
      return new Taken(this.places + places, this.bytes + bytes);
    }
  }

  private final int max;
  private final int maxOfUid;
  private final int percentOfUid;
  private final Map<Integer, Taken> takenByUid = new HashMap<>();
  private final Promise<Void> empty = Promise.promise();
  private int taken;
  private boolean closed;

  public ConnectionQuota(ConnectionLimits limits) {
    max = limits.getMaxConnections();
    int perUid = limits.getMaxConnectionsPerUid();
    maxOfUid = perUid == 0 ? Integer.MAX_VALUE : perUid;
    percentOfUid = limits.getMaxSharedMemoryPercentPerUid();
  }

  /** Whether a user gets in where others do not. */
  public static boolean isTrusted(int uid) {
    return uid == ROOT || uid == Processes.ownUid();
  }

  /**
   * The shared memory that the rings of an untrusted user may take, in bytes.
   *
   * @param total the size of shared memory in bytes; 0 if it is not limited
   */
  public long maxBytesOfUid(long total) {
    return total == 0 ? Long.MAX_VALUE : total / 100 * percentOfUid;
  }

  /**
   * Takes a place.
   *
   * @param bytes that the rings will take
   * @param total bytes of shared memory that there are
   */
  public synchronized Outcome take(int uid, long bytes, long total) {
    if (closed) {
      return Outcome.CLOSED;
    }
    boolean trusted = isTrusted(uid);
    if (taken >= max - (trusted ? 0 : max / PLACES_PER_RESERVED)) {
      return Outcome.LIMIT_REACHED;
    }
    var ofUid = takenByUid.getOrDefault(uid, Taken.NOTHING);
    if (ofUid.places >= maxOfUid) {
      return Outcome.UID_LIMIT_REACHED;
    }
    if (!trusted && ofUid.bytes + bytes > maxBytesOfUid(total)) {
      return Outcome.UID_MEMORY_LIMIT_REACHED;
    }
    taken++;
    takenByUid.put(uid, ofUid.plus(1, bytes));
    return Outcome.TAKEN;
  }

  /**
   * Gives a place back.
   *
   * @param bytes as when it was taken
   */
  public void release(int uid, long bytes) {
    if (isEmptyAndClosedWithout(uid, bytes)) {
      empty.tryComplete();
    }
  }

  private synchronized boolean isEmptyAndClosedWithout(int uid, long bytes) {
    taken--;
    takenByUid.computeIfPresent(
        uid, (key, ofUid) -> ofUid.places == 1 ? null : ofUid.plus(-1, -bytes));
    return closed && taken == 0;
  }

  /** Gives no places away any more. */
  public synchronized void close() {
    closed = true;
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  private synchronized boolean isEmpty() {
    return taken == 0;
  }

  /** Completes when all places have been released. Call it after {@link #close()}. */
  public Future<Void> emptied() {
    if (isEmpty()) {
      empty.tryComplete();
    }
    return empty.future();
  }
}
