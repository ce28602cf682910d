package dev.pmxcfs.state.answer;

import dev.pmxcfs.api.ByteString;
import java.util.Arrays;

/**
 * The bytes of an answer, of whose JSON the C server's clients see every blank and line break
 * (operations, section 4).
 *
 * <p>A log's answer has a thousand pieces: a stream of the JDK, which locks for each, takes half as
 * long again for all of it.
 */
final class JsonBytes {

  private static final int FIRST_SIZE = 1024;

  private byte[] bytes = new byte[FIRST_SIZE];
  private int length;

  /** Adds ASCII as it is. */
  JsonBytes raw(String text) {
    int end = length + text.length();
    reserve(end);
    for (int i = 0, at = length; at < end; i++, at++) {
      bytes[at] = (byte) text.charAt(i);
    }
    length = end;
    return this;
  }

  /** Adds a number. */
  JsonBytes number(long number) {
    return raw(Long.toString(number));
  }

  /** Adds a number of 32 bits without a sign. */
  JsonBytes unsigned(int number) {
    return number(Integer.toUnsignedLong(number));
  }

  /** Adds any bytes as a string between quotes. */
  JsonBytes string(ByteString text) {
    return quoted(JsonString.of(text));
  }

  /** Adds bytes that may hold JSON escapes already, which stay, as a string between quotes. */
  JsonBytes escapedString(ByteString text) {
    return quoted(JsonString.ofEscaped(text));
  }

  private JsonBytes quoted(byte[] escaped) {
    int end = length + escaped.length + 2;
    reserve(end);
    bytes[length] = '"';
    System.arraycopy(escaped, 0, bytes, length + 1, escaped.length);
    bytes[end - 1] = '"';
    length = end;
    return this;
  }

  private void reserve(int end) {
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
    }
  }

  /** How many bytes there are. */
  int length() {
    return length;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }
}
