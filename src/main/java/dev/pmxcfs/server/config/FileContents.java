package dev.pmxcfs.server.config;

import dev.pmxcfs.state.mutation.WriteFile;
import java.io.IOException;
import java.io.InputStream;

/** Contents on their way into a configuration file. */
final class FileContents {

  private FileContents() {}

  /** All of a stream, or more of it than a file may have: then the tree says that. */
  static byte[] read(InputStream in) throws IOException {
    return in.readNBytes(WriteFile.MAX_FILE_SIZE + 1);
  }
}
