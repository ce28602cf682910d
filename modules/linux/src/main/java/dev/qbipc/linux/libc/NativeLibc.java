package dev.qbipc.linux.libc;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** The C library itself, its functions bound directly: no look-up per call. */
final class NativeLibc implements Libc {

  static {
    // The JVM is linked to it, so nothing has to be searched for on the disk.
    Native.register(NativeLibc.class, NativeLibrary.getProcess());
  }

  @Override
  public native int socket(int domain, int type, int protocol);

  @Override
  public native int bind(int fd, byte[] address, int length);

  @Override
  public native int connect(int fd, byte[] address, int length);

  @Override
  public native int listen(int fd, int backlog);

  @Override
  public native int accept4(int fd, long address, long length, int flags);

  @Override
  public native int setsockopt(int fd, int level, int name, int[] value, int length);

  @Override
  public native int getsockopt(int fd, int level, int name, int[] value, int[] length);

  @Override
  public native long recvmsg(int fd, long message, int flags);

  @Override
  public native long recv(int fd, long buffer, long length, int flags);

  @Override
  public native long send(int fd, long buffer, long length, int flags);

  @Override
  public native int shutdown(int fd, int how);

  @Override
  public native int close(int fd);

  @Override
  public native int poll(long entries, long count, int timeoutMillis);

  @Override
  public native int open(byte[] path, int flags, int mode);

  @Override
  public native int openat(int directory, byte[] name, int flags, int mode);

  @Override
  public native int mkdirat(int directory, byte[] name, int mode);

  @Override
  public native int unlinkat(int directory, byte[] name, int flags);

  @Override
  public native int unlink(byte[] path);

  @Override
  public native long readlinkat(int directory, byte[] name, byte[] target, long length);

  @Override
  public native int statx(int directory, byte[] name, int flags, int mask, long buffer);

  @Override
  public native long read(int fd, long buffer, long length);

  @Override
  public native long write(int fd, byte[] bytes, long length);

  @Override
  public native long write(int fd, long buffer, long length);

  @Override
  public native int ioctl(int fd, long request, byte[] argument);

  @Override
  public native int statvfs(byte[] path, byte[] answer);

  @Override
  public native int access(byte[] path, int mode);

  @Override
  public native int flock(int fd, int operation);

  @Override
  public native long mkdtemp(byte[] template);

  @Override
  public native int rmdir(byte[] path);

  @Override
  public native int chmod(byte[] path, int mode);

  @Override
  public native int fchmod(int fd, int mode);

  @Override
  public native int fchown(int fd, int uid, int gid);

  @Override
  public native int fchownat(int directory, byte[] name, int uid, int gid, int flags);

  @Override
  public native int ftruncate(int fd, long length);

  @Override
  public native int posix_fallocate(int fd, long offset, long length);

  @Override
  public native long mmap(long address, long length, int protection, int flags, int fd, long at);

  @Override
  public native int munmap(long address, long length);

  @Override
  public native int madvise(long address, long length, int advice);

  @Override
  public native int mount(byte[] source, byte[] target, byte[] type, long flags, byte[] data);

  @Override
  public native int umount2(byte[] target, int flags);

  @Override
  public native int eventfd(int value, int flags);

  @Override
  public native int inotify_init1(int flags);

  @Override
  public native int inotify_add_watch(int fd, byte[] path, int mask);

  @Override
  public native int inotify_rm_watch(int fd, int watch);

  @Override
  public native long sysconf(int name);

  @Override
  public native int getpid();

  @Override
  public native int geteuid();

  @Override
  public native int getegid();

  @Override
  public native int getpriority(int which, int who);

  @Override
  public native int setpriority(int which, int who, int nice);

  @Override
  public native int sched_setscheduler(int thread, int policy, int[] priority);

  @Override
  public native int kill(int pid, int signal);

  @Override
  public native long syscall(long number, long a1, long a2, long a3, long a4, long a5, long a6);

  @Override
  public int errno() {
    return Native.getLastError();
  }
}
