package dev.pmxcfs.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that never change: a name in the configuration tree, which may be in any encoding or none,
 * and is compared byte by byte (operations, section 0).
 */
public final class ByteString implements Comparable<ByteString> {

  private static final byte DELETE = 0x7F;

  private final byte[] bytes;

  /** Computed when it is first asked for, since many are never; 0 before, and of some for good. */
  private int hash;

  private ByteString(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of part of an array. */
  public static ByteString copyOf(byte[] source, int from, int to) {
    return new ByteString(Arrays.copyOfRange(source, from, to));
  }

  /** A copy of part of an array up to its first NUL, if it has one: what C takes for a string. */
  public static ByteString copyUntilNul(byte[] source, int from, int to) {
    int end = from;
    while (end < to && source[end] != 0) {
      end++;
    }
    return copyOf(source, from, end);
  }

  /** The text's bytes in UTF-8. */
  public static ByteString of(String text) {
    return new ByteString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes of a text with one character for each, as {@link #toLatin1} makes it. */
  public static ByteString ofLatin1(String text) {
    return new ByteString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** How many bytes. */
  public int length() {
    return bytes.length;
  }

  /** One of the bytes, from 0 on. */
  public byte byteAt(int index) {
    return bytes[index];
  }

  public boolean startsWith(ByteString prefix) {
    return bytes.length >= prefix.bytes.length
        && Arrays.equals(bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length);
  }

  public boolean endsWith(ByteString suffix) {
    int from = bytes.length - suffix.bytes.length;
    return from >= 0 && Arrays.equals(bytes, from, bytes.length, suffix.bytes, 0, suffix.length());
  }

  /** The bytes from an index on. */
  public ByteString substring(int from) {
    return copyOf(bytes, from, bytes.length);
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** Copies the bytes to the start of an array, which has room for them. */
  public void copyInto(byte[] target) {
    System.arraycopy(bytes, 0, target, 0, bytes.length);
  }

  /** A text with one character for each byte, to be matched against ASCII patterns. */
  public String toLatin1() {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** By the bytes as unsigned numbers, as {@code memcmp} does. */
  @Override
  public int compareTo(ByteString other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  /** As the other, with bytes that are the first ones of an array. */
  public int compareTo(byte[] other, int length) {
    return Arrays.compareUnsigned(bytes, 0, bytes.length, other, 0, length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    // Threads that meet here compute the same number.
    int known = hash;
    if (known == 0) {
      known = Arrays.hashCode(bytes);
      hash = known;
    }
    return known;
  }

  /** For people: as UTF-8, without control characters. */
  @Override
  public String toString() {
    byte[] shown = bytes.clone();
    for (int i = 0; i < shown.length; i++) {
      if (shown[i] >= 0 && shown[i] < ' ' || shown[i] == DELETE) {
        shown[i] = '?';
      }
    }
    return new String(shown, StandardCharsets.UTF_8);
  }
}
