package dev.qbipc.linux.libc;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The C library calls of this module, under their C names and bound directly (no per-call look-up).
 * Addresses and sizes are 64-bit longs; paths and names that are bytes end with a NUL.
 *
 * <p>No call may be given an address inside a mapping that a peer can truncate: C code that touches
 * it kills the JVM. Only the kernel may, through {@code futex}, {@code mmap} and {@code munmap}.
 */
public final class Libc {

  public static final int AF_UNIX = 1;
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_NONBLOCK = 0x800;
  public static final int SOCK_CLOEXEC = 0x80000;
  public static final int SOL_SOCKET = 1;
  public static final int SO_PASSCRED = 16;
  public static final int SO_PEERCRED = 17;
  public static final int SCM_CREDENTIALS = 2;
  public static final int MSG_DONTWAIT = 0x40;
  public static final int MSG_NOSIGNAL = 0x4000;
  public static final int MSG_CMSG_CLOEXEC = 0x40000000;
  public static final int SHUT_RDWR = 2;

  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_NOCTTY = 0x100;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x80000;
  public static final int O_PATH = 0x200000;
  public static final int AT_FDCWD = -100;
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_REMOVEDIR = 0x200;
  public static final int AT_NO_AUTOMOUNT = 0x800;
  public static final int AT_EMPTY_PATH = 0x1000;
  public static final int LOCK_EX = 2;
  public static final int LOCK_NB = 4;

  // The numbers that the architectures served do not share.
  private static final boolean AARCH64 = System.getProperty("os.arch").equals("aarch64");
  public static final int O_DIRECTORY = AARCH64 ? 0x4000 : 0x10000;
  public static final int O_NOFOLLOW = AARCH64 ? 0x8000 : 0x20000;
  public static final long SYS_FUTEX = AARCH64 ? 98 : 202;
  public static final long SYS_GETDENTS64 = AARCH64 ? 61 : 217;

  public static final long SYS_FUTEX_WAITV = 449;

  public static final int EFD_NONBLOCK = O_NONBLOCK;
  public static final int EFD_CLOEXEC = O_CLOEXEC;

  public static final short POLLIN = 0x1;
  public static final short POLLOUT = 0x4;
  public static final short POLLERR = 0x8;
  public static final short POLLHUP = 0x10;
  public static final short POLLNVAL = 0x20;

  public static final int X_OK = 1;
  public static final int W_OK = 2;

  public static final int PROT_NONE = 0;
  public static final int PROT_READ = 1;
  public static final int PROT_WRITE = 2;
  public static final int MAP_SHARED = 1;
  public static final int MAP_PRIVATE = 2;
  public static final int MAP_FIXED = 0x10;
  public static final int MAP_ANONYMOUS = 0x20;
  public static final long MAP_FAILED = -1;

  public static final int SC_PAGESIZE = 30;
  public static final int SC_NPROCESSORS_ONLN = 84;

  static {
    // The JVM is linked to it, so nothing has to be searched for on the disk.
    Native.register(Libc.class, NativeLibrary.getProcess());
  }

  private Libc() {}

  public static native int socket(int domain, int type, int protocol);

  public static native int bind(int fd, byte[] address, int length);

  public static native int connect(int fd, byte[] address, int length);

  public static native int listen(int fd, int backlog);

  public static native int accept4(int fd, long address, long length, int flags);

  public static native int setsockopt(int fd, int level, int name, int[] value, int length);

  public static native int getsockopt(int fd, int level, int name, int[] value, int[] length);

  public static native long recvmsg(int fd, long message, int flags);

  public static native long recv(int fd, long buffer, long length, int flags);

  public static native long send(int fd, long buffer, long length, int flags);

  public static native int shutdown(int fd, int how);

  public static native int close(int fd);

  public static native int poll(long entries, long count, int timeoutMillis);

  public static native int open(String path, int flags, int mode);

  public static native int open(byte[] path, int flags, int mode);

  public static native int openat(int directory, byte[] name, int flags, int mode);

  public static native int mkdirat(int directory, byte[] name, int mode);

  public static native int unlinkat(int directory, String name, int flags);

  public static native int unlinkat(int directory, byte[] name, int flags);

  public static native int unlink(String path);

  public static native long readlinkat(int directory, byte[] name, byte[] target, long length);

  public static native int statx(int directory, byte[] name, int flags, int mask, long buffer);

  public static native long read(int fd, long buffer, long length);

  public static native long write(int fd, byte[] bytes, long length);

  public static native int statvfs(String path, byte[] answer);

  public static native int access(String path, int mode);

  public static native int flock(int fd, int operation);

  public static native int mkdir(String path, int mode);

  public static native int rmdir(String path);

  public static native int chmod(String path, int mode);

  public static native int fchmod(int fd, int mode);

  public static native int fchown(int fd, int uid, int gid);

  public static native int fchownat(int directory, String name, int uid, int gid, int flags);

  public static native int ftruncate(int fd, long length);

  public static native int posix_fallocate(int fd, long offset, long length);

  public static native long mmap(
      long address, long length, int protection, int flags, int fd, long at);

  public static native int munmap(long address, long length);

  public static native int eventfd(int value, int flags);

  public static native int inotify_init1(int flags);

  public static native int inotify_add_watch(int fd, byte[] path, int mask);

  public static native int inotify_rm_watch(int fd, int watch);

  public static native long sysconf(int name);

  public static native int getpid();

  public static native int geteuid();

  public static native int getegid();

  public static native int getpriority(int which, int who);

  public static native int setpriority(int which, int who, int nice);

  public static native int sched_setscheduler(int thread, int policy, int[] priority);

  public static native int kill(int pid, int signal);

  public static native long syscall(
      long number, long a1, long a2, long a3, long a4, long a5, long a6);

  public static native String strerror(int errno);

  /** The error number that the calling thread's last failed call left. */
  public static int errno() {
    return Native.getLastError();
  }
}
