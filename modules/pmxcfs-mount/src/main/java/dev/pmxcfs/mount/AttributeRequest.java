package dev.pmxcfs.mount;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is to become of a node's attributes; what is empty stays.
 *
 * @param mode permissions, with or without the type
 * @param uid the owner
 * @param gid the group
 * @param size in bytes, not negative
 * @param mtime seconds since 1970, of which the tree keeps the lower 32 bits
 */
public record AttributeRequest(
    OptionalInt mode, OptionalInt uid, OptionalInt gid, OptionalLong size, OptionalLong mtime) {

  private static final AttributeRequest NONE =
      new AttributeRequest(
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalLong.empty());

  /** Other permissions, as by chmod. */
  public static AttributeRequest ofMode(int mode) {
    return new AttributeRequest(OptionalInt.of(mode), NONE.uid, NONE.gid, NONE.size, NONE.mtime);
  }

  /** Another owner and group, as by chown; -1 leaves one as it is. */
  public static AttributeRequest ofOwner(int uid, int gid) {
    return new AttributeRequest(
        NONE.mode, OptionalInt.of(uid), OptionalInt.of(gid), NONE.size, NONE.mtime);
  }

  /** Another size, as by truncate. */
  public static AttributeRequest ofSize(long size) {
    return new AttributeRequest(NONE.mode, NONE.uid, NONE.gid, OptionalLong.of(size), NONE.mtime);
  }

  /** Another time of modification, as by utime. */
  public static AttributeRequest ofMtime(long mtime) {
    return new AttributeRequest(NONE.mode, NONE.uid, NONE.gid, NONE.size, OptionalLong.of(mtime));
  }
}
