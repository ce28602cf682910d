package dev.pmxcfs.ipc.cli.base;

import dev.qbipc.linux.Errno;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How commands end, so that a script knows what to do next. The same for all of them, but for those
 * whose help says otherwise; services end as {@code serve} says.
 */
public enum ExitStatus {
  DONE(0, "Done."),
  FAILED(1, "Failed for another reason than those below."),
  NOT_UNDERSTOOD(2, "The command line is not understood."),
  NOT_RUNNING(3, "No such server is running."),
  REFUSED(4, "Refused: by permissions, the rules of the tree, or for lack of a quorum."),
  NOT_FOUND(5, "What the command names does not exist."),
  CHANGED(6, "Somebody else has changed it meanwhile; nothing was overwritten."),
  HELD(7, "Somebody else holds the lock."),
  UNWELL(8, "The server has a fault."),
  OUTPUT_CLOSED(128 + 13, "Whatever read standard output reads no more.");

  private final int code;
  private final String meaning;

  ExitStatus(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The number that a shell sees. */
  public int code() {
    return code;
  }

  /** All of them with their meanings, for help and manuals. */
  public static Map<String, String> meanings() {
    Map<String, String> meanings = new LinkedHashMap<>();
    Arrays.stream(values())
        .forEach(status -> meanings.put(Integer.toString(status.code), status.meaning));
    return meanings;
  }

  /**
   * For a refusal by a server, a database or an operation.
   *
   * @param errno one of {@link Errno}'s positive constants
   */
  public static ExitStatus ofRefusal(int errno) {
    return switch (errno) {
      case Errno.ENOENT -> NOT_FOUND;
      case Errno.ESTALE -> CHANGED;
      case Errno.EIO,
          Errno.ECHRNG,
          Errno.EBUSY,
          Errno.EAGAIN,
          Errno.ETIMEDOUT,
          Errno.ENOSYS,
          Errno.ENOMEM,
          Errno.ENOBUFS,
          Errno.ENOTCONN ->
          FAILED;
      default -> REFUSED;
    };
  }
}
