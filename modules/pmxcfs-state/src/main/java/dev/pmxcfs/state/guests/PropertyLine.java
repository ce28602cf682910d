package dev.pmxcfs.state.guests;

import dev.pmxcfs.api.ByteString;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A line of a guest's configuration file that holds a property (operations, section 5.8), ordered
 * by its bytes: the lines with a property of one name are neighbours.
 *
 * <pre>
 *   lock: backup                 name, colon, value; a value has at least one byte
 *   net0: a:b                    the property net0, and also the one named "net0: a"
 *   [snapshot]                   ends the search: what follows is not in force now
 *   memory: 1024
 * </pre>
 *
 * @param vmid whose configuration it is
 * @param config the file; not to be written to
 * @param start where the line begins
 * @param end where it ends, without its line feed
 */
record PropertyLine(long vmid, byte[] config, int start, int end)
    implements Comparable<PropertyLine> {

  /** Behind every guest's line of the same bytes. */
  private static final long NO_VMID = Long.MAX_VALUE;

  /** Hands over the lines that hold properties, in their order. */
  static void forEach(long vmid, byte[] config, Consumer<PropertyLine> lines) {
    int start = 0;
    while (start < config.length && config[start] != '[') {
      int colon = -1;
      int end = start;
      while (end < config.length && config[end] != '\n') {
        if (colon < 0 && config[end] == ':') {
          colon = end;
        }
        end++;
      }
      if (colon >= 0 && end > colon + 1) {
        lines.accept(new PropertyLine(vmid, config, start, end));
      }
      start = end + 1;
    }
  }

  /** What all lines with a property of this name begin with, and which is before them all. */
  static PropertyLine beginning(ByteString name) {
    byte[] bytes = Arrays.copyOf(name.toArray(), name.length() + 1);
    bytes[name.length()] = ':';
    return new PropertyLine(NO_VMID, bytes, 0, bytes.length);
  }

  /**
   * Whether the line has a property.
   *
   * @param beginning {@link #beginning} of its name
   */
  boolean holds(PropertyLine beginning) {
    int length = beginning.end - beginning.start;
    return end - start > length
        && config[start] == beginning.config[beginning.start]
        && Arrays.equals(
            config, start, start + length, beginning.config, beginning.start, beginning.end);
  }

  /**
   * The value of the property.
   *
   * @param name of the property, which the line holds
   */
  PropertyValue valueOf(ByteString name) {
    return PropertyValue.between(config, start + name.length() + 1, end);
  }

  @Override
  public int compareTo(PropertyLine other) {
    int order = Arrays.compareUnsigned(config, start, end, other.config, other.start, other.end);
    if (order == 0) {
      order = Long.compare(vmid, other.vmid);
    }
    return order != 0 ? order : Integer.compare(start, other.start);
  }
}
