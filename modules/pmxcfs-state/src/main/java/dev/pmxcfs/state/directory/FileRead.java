package dev.pmxcfs.state.directory;

/**
 * A file as it was when it was read.
 *
 * @param stamp of the file, taken before it was read
 * @param millis when it was read, in milliseconds since 1970
 */
record FileRead(FileStamp stamp, long millis) {

  /** Times of files are as coarse as this at the most. */
  private static final long COARSE_MILLIS = 2_000;

  /**
   * Whether the file is certainly the same still. One that was written just before it was read may
   * have been written again since then without a newer time.
   */
  boolean isStillOf(FileStamp now) {
    return stamp.equals(now) && stamp.modified().toMillis() < millis - COARSE_MILLIS;
  }
}
