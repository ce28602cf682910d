package dev.qbipc.fuse.wire.reply;

import dev.qbipc.fuse.Attributes;
import dev.qbipc.fuse.wire.OutHeader;
import java.nio.ByteBuffer;

/**
 * The reply to LOOKUP and to what makes a name, {@code fuse_entry_out}:
 *
 * <pre>
 *    0        4        8        12       16       20       24
 *    +-----------------+-----------------+-----------------+
 *  0 | nodeid          | generation      | entry valid     |   seconds
 *    +-----------------+--------+--------+-----------------+
 * 24 | attr valid      | entry  | attr   |                     nanoseconds
 *    |                 | valid n| valid n|
 *    +-----------------+--------+--------+
 * 40 | attr: {@link Attr}, 88 bytes
 *    +------------------------------------
 * </pre>
 *
 * <p>Node 0 says that there is no such name, for as long as the entry is valid.
 */
public final class EntryOut {

  /** Bytes of the body. */
  public static final int SIZE = 128;

  private static final int NODEID_OFFSET = 0;
  private static final int GENERATION_OFFSET = 8;
  private static final int ENTRY_VALID_OFFSET = 16;
  private static final int ATTR_VALID_OFFSET = 24;
  private static final int ENTRY_VALID_NSEC_OFFSET = 32;
  private static final int ATTR_VALID_NSEC_OFFSET = 36;
  private static final int ATTR_OFFSET = 40;

  private static final long SECOND = 1_000_000_000;

  private EntryOut() {}

  /** Writes the body for a name that there is; times are nanoseconds. */
  public static void put(
      ByteBuffer out,
      long nodeid,
      long generation,
      Attributes attributes,
      long entryNanos,
      long attrNanos) {
    out.putLong(OutHeader.SIZE + NODEID_OFFSET, nodeid)
        .putLong(OutHeader.SIZE + GENERATION_OFFSET, generation)
        .putLong(OutHeader.SIZE + ENTRY_VALID_OFFSET, entryNanos / SECOND)
        .putLong(OutHeader.SIZE + ATTR_VALID_OFFSET, attrNanos / SECOND)
        .putInt(OutHeader.SIZE + ENTRY_VALID_NSEC_OFFSET, (int) (entryNanos % SECOND))
        .putInt(OutHeader.SIZE + ATTR_VALID_NSEC_OFFSET, (int) (attrNanos % SECOND));
    Attr.put(out, OutHeader.SIZE + ATTR_OFFSET, attributes);
  }

  /** Writes the body for a name that there is not. */
  public static void putMissing(ByteBuffer out, long entryNanos) {
    for (int at = 0; at < SIZE; at += Long.BYTES) {
      out.putLong(OutHeader.SIZE + at, 0);
    }
    out.putLong(OutHeader.SIZE + ENTRY_VALID_OFFSET, entryNanos / SECOND)
        .putInt(OutHeader.SIZE + ENTRY_VALID_NSEC_OFFSET, (int) (entryNanos % SECOND));
  }
}
