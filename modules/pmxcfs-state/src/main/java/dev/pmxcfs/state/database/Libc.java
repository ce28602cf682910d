package dev.pmxcfs.state.database;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** What Java does not offer of the C library: locks of the kind that C pmxcfs takes. */
final class Libc {

  static final int O_RDWR = 2;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;

  /** Not the same on all architectures. */
  static final int O_NOFOLLOW = System.getProperty("os.arch").equals("aarch64") ? 0x8000 : 0x20000;

  static final int LOCK_EX = 2;
  static final int LOCK_NB = 4;

  static final int ENOENT = 2;
  static final int EWOULDBLOCK = 11;
  static final int EEXIST = 17;

  static {
    Native.register(Libc.class, NativeLibrary.getProcess());
  }

  private Libc() {}

  /**
   * @param path ends with a NUL
   */
  static native int open(byte[] path, int flags, int mode);

  static native int close(int fd);

  static native int flock(int fd, int operation);

  static native int geteuid();

  static native String strerror(int errno);

  static int errno() {
    return Native.getLastError();
  }
}
