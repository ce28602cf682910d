package dev.pmxcfs.state.directory;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file or directory that is to be served.
 *
 * @param path where it is
 * @param attributes what it was when it was found
 */
record FoundEntry(Path path, BasicFileAttributes attributes) {

  boolean isDirectory() {
    return attributes.isDirectory();
  }
}
