package dev.qbipc.corosync.impl.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real ids of this process, by which corosync admits it. */
final class OwnIds {

  private static final Path STATUS = Path.of("/proc/self/status");

  private OwnIds() {}

  /** As in {@code uid 1000, gid 1000}; blocks as reading a file does. */
  static String text() {
    try {
      String status = Files.readString(STATUS);
      return "uid " + real(status, "Uid:") + ", gid " + real(status, "Gid:");
    } catch (IOException e) {
      return "whose ids are unknown (" + e + ")";
    }
  }

  /** The line has the real, effective, saved and file-system id. */
  private static String real(String status, String name) {
    int at = status.indexOf("\n" + name);
    return status.substring(at + 1 + name.length()).stripLeading().split("\\s", 2)[0];
  }
}
