package dev.qbipc.os;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The C library calls of this module, under their C names and bound directly (no per-call look-up).
 * Addresses and sizes are 64-bit longs.
 *
 * <p>None of these may be given an address inside a mapping that a peer can truncate: C code that
 * touches it kills the JVM. Only the kernel may, through {@link Futex}, {@code mmap} and {@code
 * munmap}.
 */
final class Libc {

  static final int AF_UNIX = 1;
  static final int SOCK_STREAM = 1;
  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOL_SOCKET = 1;
  static final int SO_PASSCRED = 16;
  static final int SO_PEERCRED = 17;
  static final int SCM_CREDENTIALS = 2;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;
  static final int MSG_CMSG_CLOEXEC = 0x40000000;
  static final int SHUT_RDWR = 2;

  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_CLOEXEC = 0x80000;
  static final int O_PATH = 0x200000;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int LOCK_EX = 2;
  static final int LOCK_NB = 4;

  // The flags that the architectures served do not share.
  private static final boolean AARCH64 = System.getProperty("os.arch").equals("aarch64");
  static final int O_DIRECTORY = AARCH64 ? 0x4000 : 0x10000;
  static final int O_NOFOLLOW = AARCH64 ? 0x8000 : 0x20000;

  static final int X_OK = 1;
  static final int W_OK = 2;

  static final int PROT_NONE = 0;
  static final int PROT_READ = 1;
  static final int PROT_WRITE = 2;
  static final int MAP_SHARED = 1;
  static final int MAP_PRIVATE = 2;
  static final int MAP_FIXED = 0x10;
  static final int MAP_ANONYMOUS = 0x20;
  static final long MAP_FAILED = -1;

  static final int SC_PAGESIZE = 30;
  static final int SC_NPROCESSORS_ONLN = 84;

  static {
    // The JVM is linked to it, so there is nothing to look for on the disk.
    Native.register(Libc.class, NativeLibrary.getProcess());
  }

  private Libc() {}

  static native int socket(int domain, int type, int protocol);

  static native int bind(int fd, byte[] address, int length);

  static native int connect(int fd, byte[] address, int length);

  static native int listen(int fd, int backlog);

  static native int accept4(int fd, long address, long length, int flags);

  static native int setsockopt(int fd, int level, int name, int[] value, int length);

  static native int getsockopt(int fd, int level, int name, int[] value, int[] length);

  static native long recvmsg(int fd, long message, int flags);

  static native long recv(int fd, long buffer, long length, int flags);

  static native long send(int fd, long buffer, long length, int flags);

  static native int shutdown(int fd, int how);

  static native int close(int fd);

  static native int poll(long entries, long count, int timeoutMillis);

  static native int open(String path, int flags, int mode);

  static native int unlinkat(int directory, String name, int flags);

  static native int unlink(String path);

  static native int statvfs(String path, byte[] answer);

  static native int access(String path, int mode);

  static native int flock(int fd, int operation);

  static native int mkdir(String path, int mode);

  static native int rmdir(String path);

  static native int chmod(String path, int mode);

  static native int fchmod(int fd, int mode);

  static native int fchown(int fd, int uid, int gid);

  static native int fchownat(int directory, String name, int uid, int gid, int flags);

  static native int ftruncate(int fd, long length);

  static native int posix_fallocate(int fd, long offset, long length);

  static native long mmap(long address, long length, int protection, int flags, int fd, long at);

  static native int munmap(long address, long length);

  static native long sysconf(int name);

  static native int getpid();

  static native int geteuid();

  static native int getegid();

  static native int getpriority(int which, int who);

  static native int setpriority(int which, int who, int nice);

  static native int sched_setscheduler(int thread, int policy, int[] priority);

  static native int kill(int pid, int signal);

  static native int syscall(long number, long a1, long a2, long a3, long a4, long a5, long a6);

  /** The error number that the calling thread's last failed call left. */
  static int errno() {
    return Native.getLastError();
  }
}
