package dev.qbipc;

import dev.qbipc.wire.SocketAddressDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kind of name that a service's setup socket has (protocol, section 1.1). */
public enum SocketMode {
  /** As libqb decides it: in the file system iff {@code /etc/libqb} says so. */
  LIKE_LIBQB,
  /** In the abstract namespace. */
  ABSTRACT,
  /** In the socket directory. */
  FILE_SYSTEM;

  /**
   * The most bytes of a service's name that count in the abstract namespace. A longer one is cut
   * off there, as libqb does it, and may be that of another service (protocol, section 1.1).
   */
  public static final int MAX_ABSTRACT_NAME = SocketAddressDescriptor.ABSTRACT_NAME_MAX;

  /** Where sockets in the file system are, in Debian's libqb. */
  public static final String DEFAULT_DIRECTORY = "/tmp";

  private static final Path FORCE_FILE = Path.of("/etc/libqb/force-filesystem-sockets");

  /**
   * {@return whether the name is in the file system at present} For {@link #LIKE_LIBQB} this checks
   * the file that makes libqb's processes do so, and may block as file access does.
   */
  public boolean isInFileSystem() {
    return switch (this) {
      case LIKE_LIBQB -> Files.exists(FORCE_FILE);
      case ABSTRACT -> false;
      case FILE_SYSTEM -> true;
    };
  }
}
