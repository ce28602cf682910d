package dev.pmxcfs.rrd;

import java.util.regex.Pattern;

/**
 * A line of values for an RRD file (operations, section 5.5).
 *
 * @param type what the file holds
 * @param file the file's path below the base directory: printable ASCII without blanks and quotes
 * @param values the time stamp and a value for each data source, between colons: letters, digits,
 *     dots and signs
 */
record RrdUpdate(RrdType type, String file, String values) {

  /** What needs no quotes in a command, and cannot leave the file's directory. */
  private static final Pattern FILE_NAME = Pattern.compile("(?!\\.\\.?$)[!-~&&[^/\"'\\\\]]+");

  private static final Pattern VALUES = Pattern.compile("\\d[0-9A-Za-z.+:-]*");

  private static final String FIELD = ":";
  private static final String UNKNOWN = ":U";

  /**
   * Makes an update from what a client has sent.
   *
   * @param key the type and release, a slash, and the id
   * @param data the fields between colons
   * @throws RrdFormatException if there is no file for the key, or the data are not values
   */
  static RrdUpdate of(String key, String data) throws RrdFormatException {
    int slash = key.indexOf('/');
    if (slash < 0) {
      throw new RrdFormatException("no such key");
    }
    String name = key.substring(0, slash);
    String id = key.substring(slash + 1);
    for (RrdType type : RrdType.values()) {
      if (type.isNewName(name) || type.isOldName(name)) {
        return new RrdUpdate(type, file(type, id), values(type, name, data));
      }
    }
    throw new RrdFormatException("no such key");
  }

  private static String file(RrdType type, String id) throws RrdFormatException {
    String[] names = id.split("/", -1);
    if (names.length != type.namesInId()) {
      throw new RrdFormatException("no such key");
    }
    for (String name : names) {
      if (!FILE_NAME.matcher(name).matches()) {
        throw new RrdFormatException("its id cannot be a file's name");
      }
    }
    return type.directory() + "/" + id;
  }

  private static String values(RrdType type, String name, String data) throws RrdFormatException {
    String values = afterFields(data, type.skippedFields());
    if (!VALUES.matcher(values).matches()) {
      throw new RrdFormatException("the data are not a time stamp and numbers");
    }
    if (type.isOldName(name)) {
      return values + UNKNOWN.repeat(type.missingInOld());
    }
    return type.isLayoutsName(name) ? values : firstFields(values, 1 + type.dataSources().size());
  }

  private static String afterFields(String data, int count) throws RrdFormatException {
    int start = 0;
    for (int i = 0; i < count; i++) {
      start = data.indexOf(FIELD, start) + 1;
      if (start == 0) {
        throw new RrdFormatException("the data have too few fields");
      }
    }
    return data.substring(start);
  }

  /**
   * Cuts values of a release that has more of them. Data with just enough fields stay whole (defect
   * D6: the C server cuts off their last character).
   */
  private static String firstFields(String values, int count) {
    int end = -1;
    for (int i = 0; i < count; i++) {
      end = values.indexOf(FIELD, end + 1);
      if (end < 0) {
        return values;
      }
    }
    return values.substring(0, end);
  }
}
