package dev.pmxcfs.state.log;

import dev.pmxcfs.api.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.PrimitiveIterator;

/**
 * Makes ASCII of a message for the cluster log (operations, section 5.6).
 *
 * <table>
 * <caption>What becomes of a character</caption>
 * <tr><th></th><th>in a message that is UTF-8</th><th>in any other</th></tr>
 * <tr><td>quote</td><td>{@code \"}</td><td>{@code \"}</td></tr>
 * <tr><td>U+0020 to U+007E</td><td>itself</td><td>itself</td></tr>
 * <tr><td>below U+0020</td><td>{@code #} and 3 decimal digits</td><td>the same</td></tr>
 * <tr><td>U+007F</td><td>{@code #127}</td><td>{@code ?}</td></tr>
 * <tr><td>U+0080 to U+FFFF</td><td>{@code \}{@code u} and 4 digits</td><td>{@code ?} a byte</td></tr>
 * <tr><td>above</td><td>nothing</td><td>{@code ?} a byte</td></tr>
 * </table>
 *
 * <p>A backslash stays one: clients send {@code \}{@code u} escapes that must arrive.
 */
final class LogMessage {

  private static final HexFormat HEX = HexFormat.of();

  /** The most bytes that one character becomes. */
  private static final int MAX_ESCAPE = 6;

  private static final int DELETE = 0x7f;
  private static final int LAST_OF_PLANE_0 = 0xffff;

  private final ByteArrayOutputStream ascii = new ByteArrayOutputStream();
  private final int limit;

  private LogMessage(int limit) {
    this.limit = limit;
  }

  /**
   * @param message without a NUL
   * @param space the bytes there are for the result, its NUL and the longest escape: the result
   *     ends where less is left for another character
   */
  static ByteString toAscii(ByteString message, int space) {
    int limit = space - MAX_ESCAPE - 1;
    byte[] bytes = message.toArray();
    if (bytes.length <= limit && isPlain(bytes)) {
      return message;
    }
    LogMessage packed = new LogMessage(limit);
    try {
      packed.utf8(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)));
    } catch (CharacterCodingException e) {
      packed.otherBytes(bytes);
    }
    byte[] result = packed.ascii.toByteArray();
    return ByteString.copyOf(result, 0, result.length);
  }

  /** Whether all characters stand for themselves, as in most messages. */
  private static boolean isPlain(byte[] message) {
    for (byte b : message) {
      if (!isPlain(b)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(int c) {
    return c >= ' ' && c < DELETE && c != '"';
  }

  private boolean isFull() {
    return ascii.size() >= limit;
  }

  private void utf8(CharSequence message) {
    PrimitiveIterator.OfInt characters = message.codePoints().iterator();
    while (characters.hasNext() && !isFull()) {
      int c = characters.nextInt();
      if (!plain(c)) {
        if (c == DELETE) {
          write(String.format(Locale.ROOT, "#%03d", c));
        } else if (c <= LAST_OF_PLANE_0) {
          write("\\u" + HEX.toHexDigits((char) c));
        }
      }
    }
  }

  private void otherBytes(byte[] message) {
    for (int i = 0; i < message.length && !isFull(); i++) {
      if (!plain(message[i] & 0xff)) {
        ascii.write('?');
      }
    }
  }

  /** Writes what is written alike in both kinds of message. */
  private boolean plain(int c) {
    if (isPlain(c)) {
      ascii.write(c);
    } else if (c == '"') {
      write("\\\"");
    } else if (c < DELETE) { // below the blank: those above it stand for themselves
      write(String.format(Locale.ROOT, "#%03d", c));
    } else {
      return false;
    }
    return true;
  }

  private void write(String text) {
    ascii.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
