package dev.pmxcfs.ipc.cli.config.place;

import dev.pmxcfs.state.change.WriteFile;
import java.io.IOException;
import java.io.InputStream;

/** Contents on their way into a configuration file. */
public final class FileContents {

  /** At most this much is read: one byte more than a file may have, so that the tree refuses it. */
  public static final int MAX = WriteFile.MAX_FILE_SIZE + 1;

  private FileContents() {}

  /** All of a stream, or {@link #MAX} bytes of it. */
  public static byte[] read(InputStream in) throws IOException {
    return in.readNBytes(MAX);
  }
}
