package dev.pmxcfs.cluster.group;

import dev.pmxcfs.cluster.wire.Epoch;
import dev.pmxcfs.cluster.wire.Verification;
import dev.pmxcfs.state.tree.Digest;

/** The comparison of what all members have, from time to time (cluster, section 2.8). */
final class Verifier {

  private static final long PERIOD_MILLIS = 3_600_000;

  private long lastMillis;
  private long requests;
  private long id;
  private Epoch epoch = Epoch.NONE;
  private Digest digest;

  /** What comparing has come to. */
  enum Result {
    EQUAL,
    DIFFERENT,
    /** It is of another request than this node's digest. */
    SKIPPED
  }

  Verifier(long nowMillis) {
    lastMillis = nowMillis;
  }

  /** Whether it is time, and the last request has come back. */
  boolean isDue(long nowMillis) {
    return nowMillis - lastMillis >= PERIOD_MILLIS && requests == id;
  }

  /** The id of a request to be sent now. */
  long nextRequest(long nowMillis) {
    lastMillis = nowMillis;
    return ++requests;
  }

  /** A request that was not sent does not come back. */
  void requestFailed() {
    id = requests;
  }

  /** No request of an earlier configuration is awaited any more. */
  void configurationChanged() {
    id = requests;
    epoch = Epoch.NONE;
  }

  void requested(long requestId, Epoch ofEpoch, Digest ofAll) {
    id = requestId;
    epoch = ofEpoch;
    digest = ofAll;
  }

  Result compare(Verification other, Epoch ofEpoch) {
    if (digest == null || other.id() != id || !ofEpoch.equals(epoch)) {
      return Result.SKIPPED;
    }
    return other.digest().equals(digest) ? Result.EQUAL : Result.DIFFERENT;
  }
}
