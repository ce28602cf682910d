package dev.pmxcfs.state.directory;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/**
 * By what a file is known to be unchanged without being read.
 *
 * @param key the file system's own key of the file
 * @param size in bytes
 * @param modified when it was written
 */
record FileStamp(Object key, long size, FileTime modified) {

  static FileStamp of(BasicFileAttributes attributes) {
    return new FileStamp(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
  }

  /** When it was written, in seconds since 1970, as the tree keeps times. */
  int mtime() {
    return (int) modified.to(TimeUnit.SECONDS);
  }
}
