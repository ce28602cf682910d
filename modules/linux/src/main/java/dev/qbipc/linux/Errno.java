package dev.qbipc.linux;

import java.util.Map;

/**
 * Linux error numbers, by their names in {@code errno.h}.
 *
 * <p>All constants are positive, as in C. Values are those of x86_64 and aarch64 (asm-generic).
 */
public final class Errno {

  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EFAULT = 14;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int EROFS = 30;
  public static final int EPIPE = 32;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int ELOOP = 40;
  public static final int ENOMSG = 42;
  public static final int ECHRNG = 44;
  public static final int EBADMSG = 74;
  public static final int EMSGSIZE = 90;
  public static final int EOPNOTSUPP = 95;
  public static final int EADDRINUSE = 98;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int ENOTCONN = 107;
  public static final int ESHUTDOWN = 108;
  public static final int ETIMEDOUT = 110;
  public static final int ECONNREFUSED = 111;
  public static final int ESTALE = 116;
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
