package dev.qbipc.fuse.wire;

import java.nio.ByteBuffer;

/**
 * The beginning of each reply, {@code fuse_out_header}; one with an error has nothing else:
 *
 * <pre>
 *    0        4        8
 *    +--------+--------+-----------------+
 *  0 | len    | error  | unique          |
 *    +--------+--------+-----------------+
 * </pre>
 *
 * <p>{@code error} is 0 or a negated error number. If {@code unique} is 0 it is a notification, and
 * {@code error} its code.
 */
public final class OutHeader {

  /** Bytes of the header. */
  public static final int SIZE = 16;

  private static final int LEN_OFFSET = 0;
  private static final int ERROR_OFFSET = 4;
  private static final int UNIQUE_OFFSET = 8;

  private OutHeader() {}

  /**
   * Writes the header.
   *
   * @param len of the whole reply, in bytes
   * @param error a negated error number, 0, or a notification's code
   * @param unique the request's number; 0 for a notification
   */
  public static void put(ByteBuffer out, int len, int error, long unique) {
    out.putInt(LEN_OFFSET, len).putInt(ERROR_OFFSET, error).putLong(UNIQUE_OFFSET, unique);
  }

  /** The length of the whole reply, in bytes. */
  public static int len(ByteBuffer out) {
    return out.getInt(LEN_OFFSET);
  }

  /** 0, a negated error number, or a notification's code. */
  public static int error(ByteBuffer out) {
    return out.getInt(ERROR_OFFSET);
  }

  /** The request's number; 0 for a notification. */
  public static long unique(ByteBuffer out) {
    return out.getLong(UNIQUE_OFFSET);
  }
}
