package dev.pmxcfs.state.directory;

import dev.qbipc.linux.file.FileStatus;

/**
 * A file as it was when it was read.
 *
 * @param status of the file, taken before it was read
 * @param millis when it was read, in milliseconds since 1970
 */
record FileRead(FileStatus status, long millis) {

  /** Times of files are as coarse as this at the most, and clocks of file servers as wrong. */
  private static final long COARSE_MILLIS = 2_000;

  private static final long MILLIS_PER_SECOND = 1_000;

  /**
   * Whether the file is certainly the same still. One that was changed just before it was read may
   * have been written again since then without a newer time.
   */
  boolean isStillOf(FileStatus now) {
    return status.isSameFile(now)
        && status.size() == now.size()
        && status.modified().equals(now.modified())
        && status.changed().equals(now.changed())
        && status.changed().seconds() * MILLIS_PER_SECOND < millis - COARSE_MILLIS;
  }

  /** Whether the file was given another time since then. */
  boolean isTouched(FileStatus now) {
    return !status.modified().equals(now.modified());
  }
}
