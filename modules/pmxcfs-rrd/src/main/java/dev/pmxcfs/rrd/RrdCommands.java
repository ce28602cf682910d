package dev.pmxcfs.rrd;

/**
 * The commands that rrdcached and the rrdtool program have in common: a line each, with blanks
 * between its words (manual page rrdcached(1), "Valid Commands"; the files' layout is that of the
 * operations, section 5.5).
 */
final class RrdCommands {

  /** Bytes of a line that rrdcached takes; of a longer one it reads what is not there. */
  static final int MAX_LENGTH = 4_000;

  private static final int STEP_SECONDS = 60;
  private static final int HEARTBEAT_SECONDS = 120;
  private static final String XFF = "0.5";

  /** For each of both consolidation functions: steps in a row, and rows. */
  private static final int[][] ARCHIVES = {{1, 1440}, {30, 1440}, {360, 1440}, {10_080, 570}};

  private RrdCommands() {}

  /** Adds a line of values to a file. */
  static String update(String file, String values) {
    return "update " + file + " " + values;
  }

  /**
   * Creates a file, unless it exists.
   *
   * @param start in seconds since 1970; values must be later
   */
  static String create(String file, RrdType type, long start) {
    StringBuilder command = new StringBuilder("create " + file);
    command.append(" -s ").append(STEP_SECONDS).append(" -b ").append(start).append(" -O");
    for (DataSource source : type.dataSources()) {
      command.append(" DS:").append(source.name()).append(':').append(source.kind());
      command.append(':').append(HEARTBEAT_SECONDS).append(":0:U");
    }
    for (String function : new String[] {"AVERAGE", "MAX"}) {
      for (int[] archive : ARCHIVES) {
        command.append(" RRA:").append(function).append(':').append(XFF);
        command.append(':').append(archive[0]).append(':').append(archive[1]);
      }
    }
    return command.toString();
  }
}
