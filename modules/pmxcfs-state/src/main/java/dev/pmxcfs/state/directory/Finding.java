package dev.pmxcfs.state.directory;

import dev.qbipc.linux.file.FileStatus;

/** The result of checking a name in a directory. */
sealed interface Finding {

  /** Nothing has the name. */
  record Gone() implements Finding {}

  /** What has the name is not offered. */
  record LeftOut(LeftOutEntry entry) implements Finding {}

  /** It would be offered if it could be read. */
  record Unreadable(String reason) implements Finding {}

  /** A file that is what it was when it was read before. */
  record SameFile() implements Finding {}

  /**
   * A file that was read.
   *
   * @param data what is in it
   */
  record FoundFile(FileStatus status, byte[] data) implements Finding {}

  /**
   * A directory.
   *
   * @param looked whether there is a finding for all that is in it
   */
  record FoundDirectory(boolean looked) implements Finding {}
}
