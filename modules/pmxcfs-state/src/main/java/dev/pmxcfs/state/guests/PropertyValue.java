package dev.pmxcfs.state.guests;

import dev.pmxcfs.api.ByteString;

/**
 * The value of a property, where it stands in a guest's configuration file.
 *
 * @param config the file; not to be written to
 * @param from where the value begins
 * @param to where it ends
 */
public record PropertyValue(byte[] config, int from, int to) {

  private static final byte[] WHITE_SPACE = {'\t', '\n', 0x0B, '\f', '\r', ' '};

  /**
   * The value between a colon and the end of a line, without the blanks around it. A value of
   * blanks alone is the last of them. One ends at a NUL, as a string in C does.
   *
   * @param start behind the colon
   * @param end behind at least one more byte
   */
  static PropertyValue between(byte[] config, int start, int end) {
    int first = start;
    while (first < end - 1 && isWhiteSpace(config[first])) {
      first++;
    }
    int last = end - 1;
    while (last > first && isWhiteSpace(config[last])) {
      last--;
    }
    int nul = first;
    while (nul <= last && config[nul] != 0) {
      nul++;
    }
    return new PropertyValue(config, first, nul);
  }

  private static boolean isWhiteSpace(byte b) {
    for (byte blank : WHITE_SPACE) {
      if (b == blank) {
        return true;
      }
    }
    return false;
  }

  /** How many bytes. */
  public int length() {
    return to - from;
  }

  /** A copy of the bytes. */
  public ByteString bytes() {
    return ByteString.copyOf(config, from, to);
  }
}
