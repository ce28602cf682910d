package dev.pmxcfs.cluster.status;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.wire.StatusKind;
import dev.pmxcfs.cluster.wire.StatusUpdate;
import dev.pmxcfs.state.log.LogEntry;
import java.util.Optional;

/**
 * Something that this node tells the others.
 *
 * @param kind of the frame that tells it
 * @param key of a value; empty for a message of the log
 * @param body what the frame says; of a value the value alone
 */
record Announcement(StatusKind kind, Optional<ByteString> key, byte[] body) {

  private static final ByteString MEASUREMENTS = ByteString.of("rrd/");

  /** What a frame is counted for beside its body: its header, and a key's field. */
  private static final int OVERHEAD = 280;

  static Announcement of(ByteString key, byte[] value) {
    return new Announcement(StatusKind.UPDATE, Optional.of(key), value);
  }

  static Announcement of(LogEntry entry) {
    return new Announcement(StatusKind.LOG, Optional.empty(), entry.encode());
  }

  /** The key of a value that others lack if they are not told; measurements are outdated soon. */
  Optional<ByteString> lastingKey() {
    return key.filter(name -> !name.startsWith(MEASUREMENTS));
  }

  /**
   * Whether there is a frame for it: clients of this program may have keys that none has room for.
   */
  boolean isTellable() {
    return key.filter(name -> name.length() > StatusUpdate.MAX_KEY).isEmpty();
  }

  /** The bytes that it takes up while it waits. */
  int size() {
    return OVERHEAD + body.length;
  }

  /** The body of the frame. */
  byte[] encode() {
    return key.isPresent() ? new StatusUpdate(key.get(), body).encode() : body;
  }
}
