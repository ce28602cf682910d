package dev.pmxcfs.state.nodes;

import dev.pmxcfs.api.ByteString;
import java.util.Map;

/**
 * What another node may keep here: far more than services publish, so that none is refused in
 * earnest, and a bound on what a node that runs wild takes up of the memory (cluster, section 6.1).
 */
final class PeerLimits {

  /** Keys of a node; services have some dozens. */
  static final int MAX_KEYS = 4096;

  /** Bytes of a node's keys and values together. */
  static final long MAX_BYTES = 16L * 1024 * 1024;

  private PeerLimits() {}

  /** Whether a node that has published values may have one more, or another one under its key. */
  static boolean admit(Map<ByteString, StatusValue> published, ByteString key, byte[] value) {
    if (!published.containsKey(key) && published.size() >= MAX_KEYS) {
      return false;
    }
    long bytes = key.length() + value.length;
    for (Map.Entry<ByteString, StatusValue> other : published.entrySet()) {
      if (!other.getKey().equals(key)) {
        bytes += other.getKey().length() + other.getValue().data().length;
      }
    }
    return bytes <= MAX_BYTES;
  }
}
