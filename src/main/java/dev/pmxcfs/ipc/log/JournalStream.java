package dev.pmxcfs.ipc.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Finds out whether standard error goes to systemd's journal (systemd.exec(5)). */
final class JournalStream {

  private static final String VARIABLE = "JOURNAL_STREAM";
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private JournalStream() {}

  /**
   * The variable names the device and inode of the journal's stream; a program that it was handed
   * on to may have its standard error elsewhere.
   */
  static boolean isStandardError() {
    String stream = System.getenv(VARIABLE);
    return stream != null && stream.equals(deviceAndInode(STANDARD_ERROR));
  }

  private static String deviceAndInode(Path path) {
    try {
      Map<String, Object> file = Files.readAttributes(path, "unix:dev,ino");
      return file.get("dev") + ":" + file.get("ino");
    } catch (IOException e) {
      return "";
    }
  }
}
