package dev.pmxcfs.state.answer;

/** Recognises the escapes that a strict reader of JSON takes within a string (RFC 8259). */
final class JsonEscape {

  private static final String SINGLE = "\"\\/bfnrt";
  private static final int SINGLE_LENGTH = 2;
  private static final int UNICODE_LENGTH = 6;
  private static final int NONE = -1;

  private JsonEscape() {}

  /**
   * The length in bytes of the escape that begins at an index; 0 if none does. Half a surrogate
   * pair is not an escape.
   */
  static int lengthAt(byte[] bytes, int index) {
    if (bytes[index] != '\\' || index + 1 == bytes.length) {
      return 0;
    }
    if (SINGLE.indexOf(bytes[index + 1]) >= 0) {
      return SINGLE_LENGTH;
    }
    int unit = unitAt(bytes, index);
    if (unit == NONE) {
      return 0;
    }
    if (!Character.isSurrogate((char) unit)) {
      return UNICODE_LENGTH;
    }
    int low = unitAt(bytes, index + UNICODE_LENGTH);
    boolean pair = low != NONE && Character.isSurrogatePair((char) unit, (char) low);
    return pair ? 2 * UNICODE_LENGTH : 0;
  }

  /** The UTF-16 unit that a backslash, a u and four digits stand for. */
  private static int unitAt(byte[] bytes, int index) {
    if (index + UNICODE_LENGTH > bytes.length || bytes[index] != '\\' || bytes[index + 1] != 'u') {
      return NONE;
    }
    int unit = 0;
    for (int i = index + 2; i < index + UNICODE_LENGTH; i++) {
      int digit = Character.digit(bytes[i] & 0xff, 16);
      if (digit == NONE) {
        return NONE;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }
}
