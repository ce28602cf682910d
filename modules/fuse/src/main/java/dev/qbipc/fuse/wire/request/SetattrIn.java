package dev.qbipc.fuse.wire.request;

import dev.qbipc.fuse.wire.InHeader;
import java.nio.ByteBuffer;

/**
 * SETATTR, {@code fuse_setattr_in}; {@code valid} says which of the others count:
 *
 * <pre>
 *    0        4        8        12       16       20       24
 *    +--------+--------+-----------------+-----------------+
 *  0 | valid  | padding| fh              | size            |
 *    +--------+--------+-----------------+-----------------+
 * 24 | lock owner      | atime           | mtime           |   seconds
 *    +-----------------+--------+--------+--------+--------+
 * 48 | ctime           | atimen | mtimen | ctimen | mode   |   nanoseconds
 *    +--------+--------+--------+--------+--------+--------+
 * 72 | not    | uid    | gid    | not    |
 *    | used   |        |        | used   |
 *    +--------+--------+--------+--------+
 * </pre>
 */
public final class SetattrIn {

  /** Bytes of the body. */
  public static final int SIZE = 88;

  private static final int VALID_OFFSET = 0;
  private static final int FH_OFFSET = 8;
  private static final int SIZE_OFFSET = 16;
  private static final int ATIME_OFFSET = 32;
  private static final int MTIME_OFFSET = 40;
  private static final int ATIMENSEC_OFFSET = 56;
  private static final int MTIMENSEC_OFFSET = 60;
  private static final int MODE_OFFSET = 68;
  private static final int UID_OFFSET = 76;
  private static final int GID_OFFSET = 80;

  /** In {@link #valid}: the mode counts. */
  public static final int MODE = 1;

  /** The user counts. */
  public static final int UID = 1 << 1;

  /** The group counts. */
  public static final int GID = 1 << 2;

  /** The size counts. */
  public static final int SIZE_FLAG = 1 << 3;

  /** The time of the last access counts. */
  public static final int ATIME = 1 << 4;

  /** The time of the last modification counts. */
  public static final int MTIME = 1 << 5;

  /** The handle counts. */
  public static final int FH = 1 << 6;

  /** The time of the last access is to be the present one. */
  public static final int ATIME_NOW = 1 << 7;

  /** The time of the last modification is to be the present one. */
  public static final int MTIME_NOW = 1 << 8;

  private SetattrIn() {}

  /** Which fields count. */
  public static int valid(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + VALID_OFFSET);
  }

  /** The handle. */
  public static long fh(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + FH_OFFSET);
  }

  /** The new size. */
  public static long size(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + SIZE_OFFSET);
  }

  /** Seconds of the last access. */
  public static long atime(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + ATIME_OFFSET);
  }

  /** Nanoseconds beside them. */
  public static int atimensec(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + ATIMENSEC_OFFSET);
  }

  /** Seconds of the last modification. */
  public static long mtime(ByteBuffer in) {
    return in.getLong(InHeader.SIZE + MTIME_OFFSET);
  }

  /** Nanoseconds beside them. */
  public static int mtimensec(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + MTIMENSEC_OFFSET);
  }

  /** The new mode. */
  public static int mode(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + MODE_OFFSET);
  }

  /** The new user. */
  public static int uid(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + UID_OFFSET);
  }

  /** The new group. */
  public static int gid(ByteBuffer in) {
    return in.getInt(InHeader.SIZE + GID_OFFSET);
  }
}
