package dev.qbipc;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where a service's setup socket has its name (protocol, section 1.1). */
public enum SocketMode {
  /** As libqb decides it: in the file system iff {@code /etc/libqb} says so. */
  LIKE_LIBQB,
  /** In the abstract namespace. */
  ABSTRACT,
  /** In the socket directory. */
  FILE_SYSTEM;

  private static final Path FORCE_FILE = Path.of("/etc/libqb/force-filesystem-sockets");

  /**
   * Whether the name is in the file system, as things are now. For {@link #LIKE_LIBQB} this looks
   * at the file by which libqb's processes are told so, and may block as file access does.
   */
  public boolean isInFileSystem() {
    return switch (this) {
      case LIKE_LIBQB -> Files.exists(FORCE_FILE);
      case ABSTRACT -> false;
      case FILE_SYSTEM -> true;
    };
  }
}
