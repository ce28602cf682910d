package dev.pmxcfs.state.answer;

import dev.pmxcfs.api.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;

/**
 * Bytes between the quotes of a string of JSON, a name or a value. They stay what they are, except
 * for what a strict reader refuses, which is escaped (defects D3 and D4 of the C server): quotes,
 * backslashes, control characters, and bytes that are no UTF-8, each as the character of its
 * number.
 */
final class JsonString {

  private static final HexFormat HEX = HexFormat.of();

  private JsonString() {}

  /** Any bytes. */
  static byte[] of(ByteString value) {
    byte[] source = value.toArray();
    return isPlain(source) ? source : escaped(source, false);
  }

  /**
   * Bytes that may hold JSON escapes already, as clients write them: those stay what they are. A
   * backslash that begins no escape is escaped, and a quote that no backslash escapes.
   */
  static byte[] ofEscaped(ByteString value) {
    byte[] source = value.toArray();
    return isPlain(source) ? source : escaped(source, true);
  }

  /** Whether all is ASCII that needs no escape. */
  private static boolean isPlain(byte[] source) {
    for (byte b : source) {
      if (b < ' ' || b == '"' || b == '\\') {
        return false;
      }
    }
    return true;
  }

  private static byte[] escaped(byte[] source, boolean keepEscapes) {
    BitSet malformed = MalformedUtf8.in(source);
    ByteArrayOutputStream escaped = new ByteArrayOutputStream(source.length);
    int i = 0;
    while (i < source.length) {
      int kept = keepEscapes ? JsonEscape.lengthAt(source, i) : 0;
      if (kept > 0) {
        escaped.write(source, i, kept);
        i += kept;
      } else {
        escape(source[i], malformed.get(i), escaped);
        i++;
      }
    }
    return escaped.toByteArray();
  }

  private static void escape(byte b, boolean malformed, ByteArrayOutputStream escaped) {
    if (b == '"' || b == '\\') {
      escaped.write('\\');
      escaped.write(b);
    } else if (malformed || b >= 0 && b < ' ') {
      String unit = "\\u" + HEX.toHexDigits((char) (b & 0xff));
      escaped.writeBytes(unit.getBytes(StandardCharsets.US_ASCII));
    } else {
      escaped.write(b);
    }
  }
}
