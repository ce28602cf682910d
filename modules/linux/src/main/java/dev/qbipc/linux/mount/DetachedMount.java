package dev.qbipc.linux.mount;

import static dev.qbipc.linux.libc.Libc.libc;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import java.nio.file.Path;

/**
 * A file system that this process alone sees, mounted nowhere (fsmount(2), since Linux 5.2). It is
 * gone once it is closed.
 */
public final class DetachedMount implements AutoCloseable {

  private static final long FSOPEN_CLOEXEC = 1;
  private static final long FSMOUNT_CLOEXEC = 1;
  private static final long FSCONFIG_CMD_CREATE = 6;

  private final int fd;

  private DetachedMount(int fd) {
    this.fd = fd;
  }

  /**
   * Mounts a file system that needs no options.
   *
   * @param type of the file system
   * @return the mount, to be closed
   * @throws SystemCallException EPERM without CAP_SYS_ADMIN, ENODEV if the kernel does not have
   *     that type, ENOSYS before Linux 5.2
   */
  public static DetachedMount of(String type) throws SystemCallException {
    byte[] name = Libc.path(type);
    try (var memory = new Memory(name.length)) {
      memory.write(0, name, 0, name.length);
      int context =
          call("fsopen", type, Libc.SYS_FSOPEN, Pointer.nativeValue(memory), FSOPEN_CLOEXEC);
      try {
        call("fsconfig", type, Libc.SYS_FSCONFIG, context, FSCONFIG_CMD_CREATE);
        return new DetachedMount(call("fsmount", type, Libc.SYS_FSMOUNT, context, FSMOUNT_CLOEXEC));
      } finally {
        libc().close(context);
      }
    }
  }

  private static int call(String name, String type, long number, long first, long second)
      throws SystemCallException {
    long result = libc().syscall(number, first, second, 0, 0, 0, 0);
    if (result < 0) {
      throw new SystemCallException(name, type, libc().errno());
    }
    return (int) result;
  }

  /** {@return the path of its root, which leads there as long as this is open} */
  public Path root() {
    return Path.of("/proc/self/fd/" + fd);
  }

  @Override
  public void close() {
    libc().close(fd);
  }
}
