package dev.qbipc.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The name of an entry: bytes, neither {@code /} nor NUL among them, and of no particular encoding.
 *
 * <p>Names that a {@link FileSystem} is given are valid until the call returns: what keeps one
 * keeps a {@link #copy}. They are equal to their copies and have the same hash code, so that a map
 * whose keys are copies can be asked without making anything.
 */
public class Name {

  private byte[] bytes;
  private int length;

  /** Computed when it is first asked for, since few are; 0 before, and of some for good. */
  private int hash;

  /**
   * A name that is all of an array.
   *
   * @param bytes belongs to it from here on
   */
  protected Name(byte[] bytes) {
    set(bytes, bytes.length);
  }

  /**
   * A name.
   *
   * @param bytes its bytes, which are copied
   * @return the name
   */
  public static Name of(byte[] bytes) {
    return new Name(bytes.clone());
  }

  /**
   * A name in UTF-8.
   *
   * @param text its characters
   * @return the name
   */
  public static Name of(String text) {
    return new Name(text.getBytes(UTF_8));
  }

  /**
   * Makes this another name.
   *
   * @param bytes has the name at its start; it is not copied
   * @param length how many bytes the name has
   */
  protected final void set(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
    hash = 0;
  }

  /** {@return how many bytes it has} */
  public final int length() {
    return length;
  }

  /**
   * {@return one of its bytes}
   *
   * @param index from 0 on
   */
  public final byte byteAt(int index) {
    return bytes[checked(index)];
  }

  private int checked(int index) {
    if (index >= length) {
      throw new IndexOutOfBoundsException(index);
    }
    return index;
  }

  /** {@return its bytes, in an array of their own} */
  public final byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /**
   * Copies its bytes.
   *
   * @param target where to
   * @param at where in it the first one goes, whatever its position
   */
  public final void copyInto(ByteBuffer target, int at) {
    target.put(at, bytes, 0, length);
  }

  /** {@return the same name, to be kept} */
  public final Name copy() {
    return new Name(toBytes());
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof Name name
        && Arrays.equals(bytes, 0, length, name.bytes, 0, name.length);
  }

  @Override
  public final int hashCode() {
    int known = hash;
    if (known == 0) {
      known = 1;
      for (int i = 0; i < length; i++) {
        known = 31 * known + bytes[i];
      }
      hash = known;
    }
    return known;
  }

  /** {@return its bytes as UTF-8} */
  @Override
  public final String toString() {
    return new String(bytes, 0, length, UTF_8);
  }
}
