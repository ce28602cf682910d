package dev.qbipc.linux.libc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The C library's functions that this module calls, and the constants they take, under their C
 * names. Addresses and sizes are 64-bit longs; paths and names are bytes that end with a NUL
 * ({@link #path}).
 *
 * <p>No call may be given an address inside a mapping that a peer can truncate: C code that touches
 * it kills the JVM. Only the kernel may, through {@code futex}, {@code mmap} and {@code munmap}.
 *
 * <p>It is a table so that a test can put another in its place in which calls fail that else never
 * do. There is one implementation in a running program, which the JIT compiler binds calls to.
 */
public interface Libc {

  int AF_UNIX = 1;
  int SOCK_STREAM = 1;
  int SOCK_NONBLOCK = 0x800;
  int SOCK_CLOEXEC = 0x80000;
  int SOL_SOCKET = 1;
  int SO_PASSCRED = 16;
  int SO_PEERCRED = 17;
  int SCM_CREDENTIALS = 2;
  int MSG_DONTWAIT = 0x40;
  int MSG_NOSIGNAL = 0x4000;
  int MSG_CMSG_CLOEXEC = 0x40000000;
  int SHUT_RDWR = 2;

  int O_RDONLY = 0;
  int O_WRONLY = 1;
  int O_RDWR = 2;
  int O_CREAT = 0x40;
  int O_EXCL = 0x80;
  int O_NOCTTY = 0x100;
  int O_NONBLOCK = 0x800;
  int O_CLOEXEC = 0x80000;
  int O_PATH = 0x200000;
  int AT_FDCWD = -100;
  int AT_SYMLINK_NOFOLLOW = 0x100;
  int AT_REMOVEDIR = 0x200;
  int AT_NO_AUTOMOUNT = 0x800;
  int AT_STATX_DONT_SYNC = 0x4000;
  int AT_EMPTY_PATH = 0x1000;
  int LOCK_EX = 2;
  int LOCK_NB = 4;

  // The numbers that the architectures served do not share.
  boolean AARCH64 = System.getProperty("os.arch").equals("aarch64");
  int O_DIRECTORY = AARCH64 ? 0x4000 : 0x10000;
  int O_NOFOLLOW = AARCH64 ? 0x8000 : 0x20000;
  long SYS_FUTEX = AARCH64 ? 98 : 202;
  long SYS_GETDENTS64 = AARCH64 ? 61 : 217;

  long SYS_FSOPEN = 430;
  long SYS_FSCONFIG = 431;
  long SYS_FSMOUNT = 432;
  long SYS_FUTEX_WAITV = 449;

  long MS_RDONLY = 1;
  long MS_NOSUID = 2;
  long MS_NODEV = 4;
  int MNT_FORCE = 1;
  int MNT_DETACH = 2;
  int UMOUNT_NOFOLLOW = 8;

  int EFD_NONBLOCK = O_NONBLOCK;
  int EFD_CLOEXEC = O_CLOEXEC;

  short POLLIN = 0x1;
  short POLLOUT = 0x4;
  short POLLERR = 0x8;
  short POLLHUP = 0x10;
  short POLLNVAL = 0x20;

  long TIOCGWINSZ = 0x5413;

  int X_OK = 1;
  int W_OK = 2;

  int PROT_NONE = 0;
  int PROT_READ = 1;
  int PROT_WRITE = 2;
  int MAP_SHARED = 1;
  int MAP_PRIVATE = 2;
  int MAP_FIXED = 0x10;
  int MAP_ANONYMOUS = 0x20;
  long MAP_FAILED = -1;
  int MADV_DONTNEED = 4;
  int MADV_NOHUGEPAGE = 15;

  int SC_PAGESIZE = 30;
  int SC_NPROCESSORS_ONLN = 84;

  /** The table in force. */
  static Libc libc() {
    return Binding.current;
  }

  /** A path or a name as the functions take it. */
  static byte[] path(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  int socket(int domain, int type, int protocol);

  int bind(int fd, byte[] address, int length);

  int connect(int fd, byte[] address, int length);

  int listen(int fd, int backlog);

  int accept4(int fd, long address, long length, int flags);

  int setsockopt(int fd, int level, int name, int[] value, int length);

  int getsockopt(int fd, int level, int name, int[] value, int[] length);

  long recvmsg(int fd, long message, int flags);

  long recv(int fd, long buffer, long length, int flags);

  long send(int fd, long buffer, long length, int flags);

  int shutdown(int fd, int how);

  int close(int fd);

  int poll(long entries, long count, int timeoutMillis);

  int open(byte[] path, int flags, int mode);

  int openat(int directory, byte[] name, int flags, int mode);

  int mkdirat(int directory, byte[] name, int mode);

  int unlinkat(int directory, byte[] name, int flags);

  int unlink(byte[] path);

  long readlinkat(int directory, byte[] name, byte[] target, long length);

  int statx(int directory, byte[] name, int flags, int mask, long buffer);

  long read(int fd, long buffer, long length);

  long write(int fd, byte[] bytes, long length);

  long write(int fd, long buffer, long length);

  int ioctl(int fd, long request, byte[] argument);

  int statvfs(byte[] path, byte[] answer);

  int access(byte[] path, int mode);

  int flock(int fd, int operation);

  /**
   * @param template ends with six X, which are replaced
   * @return 0 for an error
   */
  long mkdtemp(byte[] template);

  int rmdir(byte[] path);

  int chmod(byte[] path, int mode);

  int fchmod(int fd, int mode);

  int fchown(int fd, int uid, int gid);

  int fchownat(int directory, byte[] name, int uid, int gid, int flags);

  int ftruncate(int fd, long length);

  int posix_fallocate(int fd, long offset, long length);

  long mmap(long address, long length, int protection, int flags, int fd, long at);

  int munmap(long address, long length);

  int madvise(long address, long length, int advice);

  int mount(byte[] source, byte[] target, byte[] type, long flags, byte[] data);

  int umount2(byte[] target, int flags);

  int eventfd(int value, int flags);

  int inotify_init1(int flags);

  int inotify_add_watch(int fd, byte[] path, int mask);

  int inotify_rm_watch(int fd, int watch);

  long sysconf(int name);

  int getpid();

  int geteuid();

  int getegid();

  int getpriority(int which, int who);

  int setpriority(int which, int who, int nice);

  int sched_setscheduler(int thread, int policy, int[] priority);

  int kill(int pid, int signal);

  long syscall(long number, long a1, long a2, long a3, long a4, long a5, long a6);

  /** The error number that the calling thread's last failed call left. */
  int errno();
}
