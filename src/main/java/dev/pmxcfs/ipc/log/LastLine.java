package dev.pmxcfs.ipc.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A line for standard error that is made long before it is written, and then goes past the log: it
 * takes no memory when there is none.
 */
public final class LastLine {

  private static final String JOURNALS_CRITICAL = "<2>";

  private final FileOutputStream standardError = new FileOutputStream(FileDescriptor.err);
  private final byte[] bytes;

  /**
   * @param message of printable characters
   */
  public LastLine(String message) {
    String prefix = JournalStream.isStandardError() ? JOURNALS_CRITICAL : "";
    bytes = (prefix + "pmxcfs-ipc: " + message + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Writes it, which may block. */
  public void write() {
    try {
      standardError.write(bytes);
    } catch (IOException e) {
      // there is no other place for it
    }
  }
}
