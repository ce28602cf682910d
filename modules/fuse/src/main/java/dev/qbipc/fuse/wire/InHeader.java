package dev.qbipc.fuse.wire;

import java.nio.ByteBuffer;

/**
 * The beginning of each request, {@code fuse_in_header}:
 *
 * <pre>
 *    0        4        8        12       16       20
 *    +--------+--------+-----------------+-----------------+
 *  0 | len    | opcode | unique          | nodeid          |
 *    +--------+--------+--------+--------+-----------------+
 * 24 | uid    | gid    | pid    | extlen, padding          |   16 bits each
 *    +--------+--------+--------+--------------------------+
 * </pre>
 *
 * <p>{@code len} counts the header too. {@code unique} is never 0, and the reply has the same.
 */
public final class InHeader {

  /** Bytes of the header. */
  public static final int SIZE = 40;

  private static final int LEN_OFFSET = 0;
  private static final int OPCODE_OFFSET = 4;
  private static final int UNIQUE_OFFSET = 8;
  private static final int NODEID_OFFSET = 16;
  private static final int UID_OFFSET = 24;
  private static final int GID_OFFSET = 28;
  private static final int PID_OFFSET = 32;

  private InHeader() {}

  /** The length of the whole request, in bytes. */
  public static int len(ByteBuffer in) {
    return in.getInt(LEN_OFFSET);
  }

  /** One of {@link Opcode}, or one that is not known. */
  public static int opcode(ByteBuffer in) {
    return in.getInt(OPCODE_OFFSET);
  }

  /** The request's number. */
  public static long unique(ByteBuffer in) {
    return in.getLong(UNIQUE_OFFSET);
  }

  /** The node that the request is about. */
  public static long nodeid(ByteBuffer in) {
    return in.getLong(NODEID_OFFSET);
  }

  /** The caller's user. */
  public static int uid(ByteBuffer in) {
    return in.getInt(UID_OFFSET);
  }

  /** The caller's group. */
  public static int gid(ByteBuffer in) {
    return in.getInt(GID_OFFSET);
  }

  /** The calling thread; 0 if it is none that this process can see. */
  public static int pid(ByteBuffer in) {
    return in.getInt(PID_OFFSET);
  }

  /** Writes a header, as the kernel does; the caller is root, and its thread is not told. */
  public static void put(ByteBuffer in, int len, int opcode, long unique, long nodeid) {
    in.putInt(LEN_OFFSET, len)
        .putInt(OPCODE_OFFSET, opcode)
        .putLong(UNIQUE_OFFSET, unique)
        .putLong(NODEID_OFFSET, nodeid)
        .putInt(UID_OFFSET, 0)
        .putInt(GID_OFFSET, 0)
        .putLong(PID_OFFSET, 0);
  }

  /** Writes who calls. */
  public static void setPid(ByteBuffer in, int pid) {
    in.putInt(PID_OFFSET, pid);
  }
}
