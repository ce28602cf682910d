package dev.qbipc;

import java.util.Map;

/**
 * The Linux error numbers that libqb peers exchange, by their names in {@code errno.h}.
 *
 * <p>All constants are positive, as in C. On the wire an error travels negated; the methods that
 * send one take the positive constant and negate it themselves. Values are those of x86_64 and
 * aarch64 (asm-generic).
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
  public static final int EDQUOT = 122;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(EPERM, "EPERM"),
          Map.entry(ENOENT, "ENOENT"),
          Map.entry(ESRCH, "ESRCH"),
          Map.entry(EINTR, "EINTR"),
          Map.entry(EIO, "EIO"),
          Map.entry(EBADF, "EBADF"),
          Map.entry(EAGAIN, "EAGAIN"),
          Map.entry(ENOMEM, "ENOMEM"),
          Map.entry(EACCES, "EACCES"),
          Map.entry(EFAULT, "EFAULT"),
          Map.entry(EBUSY, "EBUSY"),
          Map.entry(EEXIST, "EEXIST"),
          Map.entry(ENOTDIR, "ENOTDIR"),
          Map.entry(EISDIR, "EISDIR"),
          Map.entry(EINVAL, "EINVAL"),
          Map.entry(ENFILE, "ENFILE"),
          Map.entry(EMFILE, "EMFILE"),
          Map.entry(EFBIG, "EFBIG"),
          Map.entry(ENOSPC, "ENOSPC"),
          Map.entry(EROFS, "EROFS"),
          Map.entry(EPIPE, "EPIPE"),
          Map.entry(ENAMETOOLONG, "ENAMETOOLONG"),
          Map.entry(ENOSYS, "ENOSYS"),
          Map.entry(ENOTEMPTY, "ENOTEMPTY"),
          Map.entry(ENOMSG, "ENOMSG"),
          Map.entry(ECHRNG, "ECHRNG"),
          Map.entry(EBADMSG, "EBADMSG"),
          Map.entry(EMSGSIZE, "EMSGSIZE"),
          Map.entry(EOPNOTSUPP, "EOPNOTSUPP"),
          Map.entry(EADDRINUSE, "EADDRINUSE"),
          Map.entry(ECONNABORTED, "ECONNABORTED"),
          Map.entry(ECONNRESET, "ECONNRESET"),
          Map.entry(ENOBUFS, "ENOBUFS"),
          Map.entry(ENOTCONN, "ENOTCONN"),
          Map.entry(ESHUTDOWN, "ESHUTDOWN"),
          Map.entry(ETIMEDOUT, "ETIMEDOUT"),
          Map.entry(ECONNREFUSED, "ECONNREFUSED"),
          Map.entry(EDQUOT, "EDQUOT"));

  private Errno() {}

  /**
   * Names an error number for people.
   *
   * @param errno the number, positive or negated as on the wire
   * @return its name in {@code errno.h}, or {@code "errno N"} for one that is not listed here
   */
  public static String name(int errno) {
    int positive = Math.abs(errno);
    String name = NAMES.get(positive);
    return name != null ? name : "errno " + positive;
  }
}
