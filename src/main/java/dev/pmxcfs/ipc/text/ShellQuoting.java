package dev.pmxcfs.ipc.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Quotes names as GNU ls does on a terminal ({@code --quoting-style=shell-escape} in a UTF-8
 * locale): what a shell would not take for one word of the same bytes stands in quotes, and what is
 * not printable is an escape of digits, {@code 'a'$'\n''b'}. It goes beyond ls with characters that
 * change the direction of the text or are invisible, which ls shows as they are.
 */
public final class ShellQuoting {

  private static final String SPECIAL = "'\"\\!$&()*;<=>?[^`| ";

  /** Special only where a name begins. */
  private static final String SPECIAL_AT_BEGIN = "#~";

  /** Special only where they are the whole name. */
  private static final String SPECIAL_ALONE = "{}";

  /** What double quotes leave as it is, beside letters and digits. */
  private static final String SAME_IN_DOUBLE_QUOTES = "'%+,-./:@]_ ";

  private static final String ESCAPED = "\u0007\b\t\n\u000b\f\r";
  private static final String ESCAPES = "abtnvfr";

  private final byte[] name;
  private final ByteArrayOutputStream quoted = new ByteArrayOutputStream();
  private boolean isEscaping;

  private ShellQuoting(byte[] name) {
    this.name = name;
  }

  /** A name as it is shown. */
  public static String quote(String name) {
    byte[] quoted = quote(name.getBytes(StandardCharsets.UTF_8));
    return new String(quoted, StandardCharsets.UTF_8);
  }

  /** A name as it is shown, in UTF-8. */
  public static byte[] quote(byte[] name) {
    return new ShellQuoting(name).quoted();
  }

  private byte[] quoted() {
    if (isPlain()) {
      return name;
    }
    if (contains('\'') && isSameInDoubleQuotes()) {
      quoted.write('"');
      quoted.writeBytes(name);
      quoted.write('"');
      return quoted.toByteArray();
    }
    quoted.write('\'');
    for (int at = 0, length; at < name.length; at += length) {
      length = printableLength(at);
      if (length == 0) {
        length = 1;
        escape(name[at] & 0xff);
      } else {
        show(at, length);
      }
    }
    quoted.write('\'');
    return quoted.toByteArray();
  }

  private boolean isPlain() {
    for (int at = 0, length; at < name.length; at += length) {
      length = printableLength(at);
      boolean isSpecial =
          SPECIAL.indexOf(name[at]) >= 0
              || at == 0 && SPECIAL_AT_BEGIN.indexOf(name[at]) >= 0
              || name.length == 1 && SPECIAL_ALONE.indexOf(name[at]) >= 0;
      if (length == 0 || isSpecial) {
        return false;
      }
    }
    return name.length > 0;
  }

  private boolean contains(char character) {
    for (byte own : name) {
      if (own == character) {
        return true;
      }
    }
    return false;
  }

  private boolean isSameInDoubleQuotes() {
    for (int at = 0, length; at < name.length; at += length) {
      length = printableLength(at);
      boolean isSame =
          length > 1
              || isLetterOrDigit(name[at])
              || SAME_IN_DOUBLE_QUOTES.indexOf(name[at]) >= 0
              || at == 0 && SPECIAL_AT_BEGIN.indexOf(name[at]) >= 0;
      if (length == 0 || !isSame) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(byte character) {
    return character >= 'a' && character <= 'z'
        || character >= 'A' && character <= 'Z'
        || character >= '0' && character <= '9';
  }

  /** Bytes of the printable character at a place; 0 if there is none. */
  private int printableLength(int at) {
    int first = name[at] & 0xff;
    int length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (at + length > name.length) {
      return 0;
    }
    byte[] bytes = Arrays.copyOfRange(name, at, at + length);
    var text = new String(bytes, StandardCharsets.UTF_8);
    boolean isCharacter =
        text.codePointCount(0, text.length()) == 1
            && Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8));
    return isCharacter && PrintableText.isPrintable(text.codePointAt(0)) ? length : 0;
  }

  private void escape(int character) {
    if (!isEscaping) {
      quoted.writeBytes("'$'".getBytes(StandardCharsets.US_ASCII));
      isEscaping = true;
    }
    quoted.write('\\');
    int letter = ESCAPED.indexOf(character);
    if (letter >= 0) {
      quoted.write(ESCAPES.charAt(letter));
    } else {
      quoted.write('0' + (character >> 6));
      quoted.write('0' + (character >> 3 & 7));
      quoted.write('0' + (character & 7));
    }
  }

  private void show(int at, int length) {
    if (name[at] == '\'') {
      // ends the quotes, which an escape has ended already
      quoted.writeBytes("'\\''".getBytes(StandardCharsets.US_ASCII));
      isEscaping = false;
      return;
    }
    if (isEscaping) {
      quoted.writeBytes("''".getBytes(StandardCharsets.US_ASCII));
      isEscaping = false;
    }
    quoted.write(name, at, length);
  }
}
