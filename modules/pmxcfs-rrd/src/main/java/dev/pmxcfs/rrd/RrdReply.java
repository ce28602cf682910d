package dev.pmxcfs.rrd;

/**
 * What came of a command.
 *
 * @param ok whether it was done
 * @param message what was said about it, for people
 */
record RrdReply(boolean ok, String message) {

  private static final String MISSING_FILE = "No such file";
  private static final String LOCKED_FILE = "could not lock";

  /** Whether the command was not done since its file does not exist; both peers say it so. */
  boolean isMissingFile() {
    return !ok && message.contains(MISSING_FILE);
  }

  /**
   * Whether the command failed because another process has locked the file: rrdtool locks the files
   * it reads, and does not wait for locks.
   */
  boolean isLockedFile() {
    return !ok && message.contains(LOCKED_FILE);
  }
}
