package dev.pmxcfs.state.os;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The C library calls of this package, under their C names and bound directly (no per-call
 * look-up). Addresses and sizes are 64-bit longs; paths and names are bytes with a NUL at the end.
 */
final class Libc {

  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_NOCTTY = 0x100;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;
  static final int O_PATH = 0x200000;

  // The numbers that the architectures served do not share.
  private static final boolean AARCH64 = System.getProperty("os.arch").equals("aarch64");
  static final int O_DIRECTORY = AARCH64 ? 0x4000 : 0x10000;
  static final int O_NOFOLLOW = AARCH64 ? 0x8000 : 0x20000;
  static final long SYS_GETDENTS64 = AARCH64 ? 61 : 217;

  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_NO_AUTOMOUNT = 0x800;
  static final int AT_EMPTY_PATH = 0x1000;

  static final int EFD_NONBLOCK = O_NONBLOCK;
  static final int EFD_CLOEXEC = O_CLOEXEC;

  static final short POLLIN = 1;

  static {
    // The JVM is linked to it, so there is nothing to look for on the disk.
    Native.register(Libc.class, NativeLibrary.getProcess());
  }

  private Libc() {}

  static native int open(byte[] path, int flags, int mode);

  static native int openat(int directory, byte[] name, int flags, int mode);

  static native int mkdirat(int directory, byte[] name, int mode);

  static native int unlinkat(int directory, byte[] name, int flags);

  static native int fchmod(int fd, int mode);

  static native int fchown(int fd, int owner, int group);

  static native int geteuid();

  static native long readlinkat(int directory, byte[] name, byte[] target, long length);

  static native int statx(int directory, byte[] name, int flags, int mask, long buffer);

  static native long read(int fd, long buffer, long length);

  static native long write(int fd, byte[] bytes, long length);

  static native int close(int fd);

  static native int poll(long entries, long count, int timeoutMillis);

  static native int eventfd(int value, int flags);

  static native int inotify_init1(int flags);

  static native int inotify_add_watch(int fd, byte[] path, int mask);

  static native int inotify_rm_watch(int fd, int watch);

  static native long syscall(long number, long a1, long a2, long a3);

  static native String strerror(int errno);

  /** The error number that the calling thread's last failed call left. */
  static int errno() {
    return Native.getLastError();
  }
}
