package dev.pmxcfs.ipc.text;

import java.util.function.IntPredicate;

/**
 * Text that is safe in a line for people. Names come from strangers: a newline in one would start a
 * line, an escape sequence would command the terminal, and a change of direction would show the
 * rest backwards.
 */
public final class PrintableText {

  private static final int SUBSTITUTE = '?';

  private PrintableText() {}

  /**
   * Whether a character only shows itself. Control characters do not, nor do line separators,
   * invisible format characters such as those that change the direction, and halves of characters.
   */
  public static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  /** A text as one line: question marks stand for what is not printable, but for tabs. */
  public static String oneLine(String text) {
    return substituted(text, character -> character == '\t');
  }

  /** As {@link #oneLine}, but the text keeps its lines. */
  public static String lines(String text) {
    return substituted(text, character -> character == '\t' || character == '\n');
  }

  /** Whether all of it is printable ASCII, as nearly every text is. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static String substituted(String text, IntPredicate kept) {
    if (isPlain(text)) {
      return text;
    }
    var substituted = new StringBuilder(text.length());
    text.codePoints()
        .map(character -> isPrintable(character) || kept.test(character) ? character : SUBSTITUTE)
        .forEach(substituted::appendCodePoint);
    return substituted.toString();
  }
}
