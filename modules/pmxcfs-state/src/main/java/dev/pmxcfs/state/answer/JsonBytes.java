package dev.pmxcfs.state.answer;

import dev.pmxcfs.api.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of an answer, of whose JSON the C server's clients see every blank and line break
 * (operations, section 4).
 */
final class JsonBytes {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds ASCII as it is. */
  JsonBytes raw(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
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
    bytes.write('"');
    bytes.writeBytes(escaped);
    bytes.write('"');
    return this;
  }

  /** How many bytes there are. */
  int length() {
    return bytes.size();
  }

  byte[] toArray() {
    return bytes.toByteArray();
  }
}
