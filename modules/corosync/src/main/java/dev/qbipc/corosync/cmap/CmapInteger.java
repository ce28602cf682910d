package dev.qbipc.corosync.cmap;

import java.math.BigInteger;

/**
 * A whole number of one of eight types.
 *
 * @param type one of whole numbers
 * @param value in the type's range; a u64 is never negative
 */
public record CmapInteger(CmapType type, BigInteger value) implements CmapValue {

  /**
   * Checks the value against its type.
   *
   * @param type one of whole numbers
   * @param value in the type's range; a u64 is never negative
   * @throws IllegalArgumentException if the type is none of whole numbers, or the number not in its
   *     range
   */
  public CmapInteger {
    if (!type.isInteger()) {
      throw new IllegalArgumentException(type.text() + " is no type of whole numbers");
    }
    if (value.compareTo(type.min()) < 0 || value.compareTo(type.max()) > 0) {
      throw new IllegalArgumentException(
          value + " is no " + type.text() + ": those are " + type.min() + " to " + type.max());
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
