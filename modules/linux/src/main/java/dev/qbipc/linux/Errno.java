package dev.qbipc.linux;

import java.util.Map;

/**
 * Linux error numbers, by their names in {@code errno.h}.
 *
 * <p>All constants are positive, as in C. Values are those of x86_64 and aarch64 (asm-generic).
 */
public final class Errno {

  /** Operation not permitted. */
  public static final int EPERM = 1;

  /** No such file or directory. */
  public static final int ENOENT = 2;

  /** No such process. */
  public static final int ESRCH = 3;

  /** Interrupted system call. */
  public static final int EINTR = 4;

  /** Input/output error. */
  public static final int EIO = 5;

  /** Bad file descriptor. */
  public static final int EBADF = 9;

  /** Resource temporarily unavailable. */
  public static final int EAGAIN = 11;

  /** Cannot allocate memory. */
  public static final int ENOMEM = 12;

  /** Permission denied. */
  public static final int EACCES = 13;

  /** Bad address. */
  public static final int EFAULT = 14;

  /** Device or resource busy. */
  public static final int EBUSY = 16;

  /** File exists. */
  public static final int EEXIST = 17;

  /** Invalid cross-device link. */
  public static final int EXDEV = 18;

  /** No such device. */
  public static final int ENODEV = 19;

  /** Not a directory. */
  public static final int ENOTDIR = 20;

  /** Is a directory. */
  public static final int EISDIR = 21;

  /** Invalid argument. */
  public static final int EINVAL = 22;

  /** Too many open files in system. */
  public static final int ENFILE = 23;

  /** Too many open files. */
  public static final int EMFILE = 24;

  /** File too large. */
  public static final int EFBIG = 27;

  /** No space left on device. */
  public static final int ENOSPC = 28;

  /** Read-only file system. */
  public static final int EROFS = 30;

  /** Broken pipe. */
  public static final int EPIPE = 32;

  /** File name too long. */
  public static final int ENAMETOOLONG = 36;

  /** Function not implemented. */
  public static final int ENOSYS = 38;

  /** Directory not empty. */
  public static final int ENOTEMPTY = 39;

  /** Too many levels of symbolic links. */
  public static final int ELOOP = 40;

  /** No message of desired type. */
  public static final int ENOMSG = 42;

  /** Channel number out of range. */
  public static final int ECHRNG = 44;

  /** Protocol error. */
  public static final int EPROTO = 71;

  /** Bad message. */
  public static final int EBADMSG = 74;

  /** Message too long. */
  public static final int EMSGSIZE = 90;

  /** Operation not supported. */
  public static final int EOPNOTSUPP = 95;

  /** Address already in use. */
  public static final int EADDRINUSE = 98;

  /** Software caused connection abort. */
  public static final int ECONNABORTED = 103;

  /** Connection reset by peer. */
  public static final int ECONNRESET = 104;

  /** No buffer space available. */
  public static final int ENOBUFS = 105;

  /** Transport endpoint is not connected. */
  public static final int ENOTCONN = 107;

  /** Cannot send after transport endpoint shutdown. */
  public static final int ESHUTDOWN = 108;

  /** Connection timed out. */
  public static final int ETIMEDOUT = 110;

  /** Connection refused. */
  public static final int ECONNREFUSED = 111;

  /** Stale file handle. */
  public static final int ESTALE = 116;

  /** Disk quota exceeded. */
  public static final int EDQUOT = 122;

  /**
   * @param words the C library's, with a small letter
   */
  private record Text(String name, String words) {}

  private static final Map<Integer, Text> TEXTS =
      Map.ofEntries(
          Map.entry(EPERM, new Text("EPERM", "operation not permitted")),
          Map.entry(ENOENT, new Text("ENOENT", "no such file or directory")),
          Map.entry(ESRCH, new Text("ESRCH", "no such process")),
          Map.entry(EINTR, new Text("EINTR", "interrupted system call")),
          Map.entry(EIO, new Text("EIO", "input/output error")),
          Map.entry(EBADF, new Text("EBADF", "bad file descriptor")),
          Map.entry(EAGAIN, new Text("EAGAIN", "resource temporarily unavailable")),
          Map.entry(ENOMEM, new Text("ENOMEM", "cannot allocate memory")),
          Map.entry(EACCES, new Text("EACCES", "permission denied")),
          Map.entry(EFAULT, new Text("EFAULT", "bad address")),
          Map.entry(EBUSY, new Text("EBUSY", "device or resource busy")),
          Map.entry(EEXIST, new Text("EEXIST", "file exists")),
          Map.entry(EXDEV, new Text("EXDEV", "invalid cross-device link")),
          Map.entry(ENODEV, new Text("ENODEV", "no such device")),
          Map.entry(ENOTDIR, new Text("ENOTDIR", "not a directory")),
          Map.entry(EISDIR, new Text("EISDIR", "is a directory")),
          Map.entry(EINVAL, new Text("EINVAL", "invalid argument")),
          Map.entry(ENFILE, new Text("ENFILE", "too many open files in system")),
          Map.entry(EMFILE, new Text("EMFILE", "too many open files")),
          Map.entry(EFBIG, new Text("EFBIG", "file too large")),
          Map.entry(ENOSPC, new Text("ENOSPC", "no space left on device")),
          Map.entry(EROFS, new Text("EROFS", "read-only file system")),
          Map.entry(EPIPE, new Text("EPIPE", "broken pipe")),
          Map.entry(ENAMETOOLONG, new Text("ENAMETOOLONG", "file name too long")),
          Map.entry(ENOSYS, new Text("ENOSYS", "function not implemented")),
          Map.entry(ENOTEMPTY, new Text("ENOTEMPTY", "directory not empty")),
          Map.entry(ELOOP, new Text("ELOOP", "too many levels of symbolic links")),
          Map.entry(ENOMSG, new Text("ENOMSG", "no message of desired type")),
          Map.entry(ECHRNG, new Text("ECHRNG", "channel number out of range")),
          Map.entry(EPROTO, new Text("EPROTO", "protocol error")),
          Map.entry(EBADMSG, new Text("EBADMSG", "bad message")),
          Map.entry(EMSGSIZE, new Text("EMSGSIZE", "message too long")),
          Map.entry(EOPNOTSUPP, new Text("EOPNOTSUPP", "operation not supported")),
          Map.entry(EADDRINUSE, new Text("EADDRINUSE", "address already in use")),
          Map.entry(ECONNABORTED, new Text("ECONNABORTED", "software caused connection abort")),
          Map.entry(ECONNRESET, new Text("ECONNRESET", "connection reset by peer")),
          Map.entry(ENOBUFS, new Text("ENOBUFS", "no buffer space available")),
          Map.entry(ENOTCONN, new Text("ENOTCONN", "transport endpoint is not connected")),
          Map.entry(
              ESHUTDOWN, new Text("ESHUTDOWN", "cannot send after transport endpoint shutdown")),
          Map.entry(ETIMEDOUT, new Text("ETIMEDOUT", "connection timed out")),
          Map.entry(ECONNREFUSED, new Text("ECONNREFUSED", "connection refused")),
          Map.entry(ESTALE, new Text("ESTALE", "stale file handle")),
          Map.entry(EDQUOT, new Text("EDQUOT", "disk quota exceeded")));

  private Errno() {}

  /**
   * Names an error number for people.
   *
   * @param errno the number, positive or negated as on the wire
   * @return its name in {@code errno.h}, or {@code "errno N"} for one that is not listed here
   */
  public static String name(int errno) {
    int positive = Math.abs(errno);
    Text text = TEXTS.get(positive);
    return text != null ? text.name() : "errno " + positive;
  }

  /**
   * Says what an error number means, without its name.
   *
   * @param errno the number, positive or negated as on the wire
   * @return the C library's words, or {@code "errno N"} for one that is not listed here
   */
  public static String words(int errno) {
    Text text = TEXTS.get(Math.abs(errno));
    return text != null ? text.words() : name(errno);
  }

  /**
   * Says what an error number means.
   *
   * @param errno the number, positive or negated as on the wire
   * @return the C library's words and the name, as in {@code no such file or directory (ENOENT)},
   *     or {@code "errno N"} for one that is not listed here
   */
  public static String text(int errno) {
    Text text = TEXTS.get(Math.abs(errno));
    return text != null ? text.words() + " (" + text.name() + ")" : name(errno);
  }
}
