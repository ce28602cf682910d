package dev.pmxcfs.state.answer;

import dev.pmxcfs.state.tree.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;

/**
 * Writes JSON whose every blank and line break is given, and whose strings are bytes: no library
 * does either (operations specification, section 15).
 */
final class JsonText {

  private static final HexFormat HEX = HexFormat.of();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Punctuation, as it is; ASCII. */
  JsonText raw(String punctuation) {
    bytes.writeBytes(punctuation.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  /**
   * A string in quotes. What JSON forbids in a string is escaped (defect D4 of the C server): so
   * are bytes that are no UTF-8, each as the character of its number. All else stays what it is.
   */
  JsonText string(ByteString value) {
    byte[] source = value.toArray();
    BitSet malformed = MalformedUtf8.in(source);
    bytes.write('"');
    for (int i = 0; i < source.length; i++) {
      character(source[i], malformed.get(i));
    }
    bytes.write('"');
    return this;
  }

  /**
   * A string in quotes that may hold JSON escapes already, as clients write them: those stay what
   * they are. What would break the string is escaped, as in {@link #string}: a backslash that
   * begins no escape, or a quote that no backslash escapes (defect D3 of the C server).
   */
  JsonText escapedString(ByteString value) {
    byte[] source = value.toArray();
    BitSet malformed = MalformedUtf8.in(source);
    bytes.write('"');
    int i = 0;
    while (i < source.length) {
      int escape = JsonEscape.lengthAt(source, i);
      if (escape > 0) {
        bytes.write(source, i, escape);
        i += escape;
      } else {
        character(source[i], malformed.get(i));
        i++;
      }
    }
    bytes.write('"');
    return this;
  }

  private void character(byte b, boolean malformed) {
    if (b == '"' || b == '\\') {
      bytes.write('\\');
      bytes.write(b);
    } else if (malformed || b >= 0 && b < ' ') {
      raw("\\u" + HEX.toHexDigits((char) (b & 0xff)));
    } else {
      bytes.write(b);
    }
  }

  /** An unsigned 32-bit number. */
  JsonText unsigned(int value) {
    return raw(Integer.toUnsignedString(value));
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
