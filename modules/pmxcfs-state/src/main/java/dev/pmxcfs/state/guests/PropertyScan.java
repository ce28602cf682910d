package dev.pmxcfs.state.guests;

import dev.pmxcfs.state.tree.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Looks properties up in guests' configuration files (operations specification, section 5.8).
 *
 * <pre>
 *   lock: backup                 name, colon, value; blanks around the value do not count
 *   memory:2048
 *   [snapshot]                   ends the search: what follows is not in force now
 *   memory: 1024
 * </pre>
 *
 * <p>Where a property is there twice, the last one counts. (The C server stops after so many
 * repetitions of any property as properties are asked for, and then misses others: defect D5.)
 */
public final class PropertyScan {

  private static final byte[] WHITE_SPACE = {'\t', '\n', 0x0B, '\f', '\r', ' '};

  private final byte[][] names;

  /**
   * @param names the properties, in any bytes
   */
  public PropertyScan(List<ByteString> names) {
    this.names = names.stream().map(ByteString::toArray).toArray(byte[][]::new);
  }

  /** The values in a file, in the order of the names. */
  public List<Optional<ByteString>> valuesIn(byte[] config) {
    ByteString[] values = new ByteString[names.length];
    int start = 0;
    while (start < config.length && config[start] != '[') {
      int end = start;
      while (end < config.length && config[end] != '\n') {
        end++;
      }
      takeLine(config, start, end, values);
      start = end + 1;
    }
    return Arrays.stream(values).map(Optional::ofNullable).toList();
  }

  private void takeLine(byte[] config, int start, int end, ByteString[] values) {
    for (int i = 0; i < names.length; i++) {
      int colon = start + names[i].length;
      boolean hasValue = end > colon + 1;
      if (hasValue
          && config[colon] == ':'
          && Arrays.equals(config, start, colon, names[i], 0, names[i].length)) {
        values[i] = value(config, colon + 1, end);
      }
    }
  }

  /** A value of blanks alone is the last of them. One ends at a NUL, as a string in C does. */
  private static ByteString value(byte[] config, int start, int end) {
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
    return ByteString.copyOf(config, first, nul);
  }

  private static boolean isWhiteSpace(byte b) {
    for (byte blank : WHITE_SPACE) {
      if (b == blank) {
        return true;
      }
    }
    return false;
  }
}
