package dev.qbipc.wire;

/**
 * One message in a ring's data file (protocol, section 3.3; libqb {@code ringbuffer.c}). Positions
 * are word indices modulo the ring's size, so a chunk may wrap around its end.
 *
 * <pre>
 *   word p        length of the payload in bytes
 *   word p + 1    magic: the chunk's state
 *   word p + 2    payload, padded to a whole word
 * </pre>
 */
public final class ChunkDescriptor {

  /** Bytes of a word, the unit of ring positions. */
  public static final int WORD = 4;

  /** Words of length and magic before the payload. */
  public static final int HEADER_WORDS = 2;

  /** Words from the start of a chunk to its magic. */
  public static final int MAGIC_WORD = 1;

  /**
   * Bytes that must be free in addition to the payload before a chunk is written: its header, and
   * one word that tells a full ring from an empty one.
   */
  public static final int MARGIN = 12;

  /** The chunk is complete and may be read. */
  public static final int MAGIC_COMMITTED = 0xA1A1A1A1;

  /** The writer is filling the chunk. */
  public static final int MAGIC_ALLOCATED = 0xA110CED0;

  /** The reader has released the chunk. */
  public static final int MAGIC_RECLAIMED = 0xD0D0D0D0;

  /** What libqb leaves in word 0 of a ring that was never written. It means nothing to readers. */
  public static final int FRESH_RING_MARK = 5;

  private ChunkDescriptor() {}

  /** The words that a chunk takes, for a payload of {@code length} bytes. */
  public static int words(int length) {
    return HEADER_WORDS + (length + WORD - 1) / WORD;
  }

  /** Where the magic of a chunk is, in bytes, for a chunk that starts at byte {@code at}. */
  public static int magicOffset(int at) {
    return at + MAGIC_WORD * WORD;
  }

  /** Where the payload of a chunk is, in bytes, for a chunk that starts at byte {@code at}. */
  public static int payloadOffset(int at) {
    return at + HEADER_WORDS * WORD;
  }

  /**
   * The size of a data file: rounded up to whole pages exactly as the client computes it again,
   * which makes it part of the wire format (protocol, section 3.1).
   *
   * @param maxMessageSize the longest message, in bytes
   * @param pageSize the kernel's page size in bytes
   */
  public static long dataSize(long maxMessageSize, int pageSize) {
    long needed = maxMessageSize + MARGIN + 1;
    return (needed + pageSize - 1) / pageSize * pageSize;
  }
}
