package dev.qbipc.linux.mount;

import java.util.Optional;

/**
 * A mount of this process's mount namespace, as a line of {@code /proc/self/mountinfo} has it
 * (proc(5)).
 *
 * @param id its number, which no other mount has at the same time
 * @param deviceMajor of the file system's device number; 0 for one that is on no device
 * @param deviceMinor the rest of that number
 * @param target where it is mounted
 * @param type of the file system, such as {@code tmpfs} or {@code fuse}
 * @param source what is mounted; a name that the file system is free to choose
 */
public record MountEntry(
    int id, int deviceMajor, int deviceMinor, String target, String type, String source) {

  private static final int ID = 0;
  private static final int DEVICE = 2;
  private static final int TARGET = 4;
  private static final int LEAST_FIELDS = 6;

  private static final String END_OF_OPTIONAL_FIELDS = " - ";

  /** Reads a line; nothing if it is not of the form that proc(5) describes. */
  static Optional<MountEntry> parse(String line) {
    int end = line.indexOf(END_OF_OPTIONAL_FIELDS);
    if (end < 0) {
      return Optional.empty();
    }
    String[] fields = line.substring(0, end).split(" ");
    String[] more = line.substring(end + END_OF_OPTIONAL_FIELDS.length()).split(" ");
    if (fields.length < LEAST_FIELDS || more.length < 2) {
      return Optional.empty();
    }
    try {
      String[] device = fields[DEVICE].split(":");
      return Optional.of(
          new MountEntry(
              Integer.parseInt(fields[ID]),
              Integer.parseInt(device[0]),
              Integer.parseInt(device[1]),
              unescaped(fields[TARGET]),
              unescaped(more[0]),
              unescaped(more[1])));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** Blanks, tabs, line ends and backslashes are three octal digits behind a backslash. */
  private static String unescaped(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    var text = new StringBuilder();
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && field.substring(i + 1).matches("(?s)[0-3][0-7]{2}.*")) {
        text.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
