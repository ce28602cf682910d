package dev.pmxcfs.state.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What changes whenever a file is written to.
 *
 * @param attributes device, inode, size and times
 */
record FileStamp(Map<String, Object> attributes) {

  static FileStamp of(Path file) throws IOException {
    return new FileStamp(Files.readAttributes(file, "unix:dev,ino,size,ctime,lastModifiedTime"));
  }
}
