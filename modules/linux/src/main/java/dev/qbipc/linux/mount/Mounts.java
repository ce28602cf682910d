package dev.qbipc.linux.mount;

import static dev.qbipc.linux.libc.Libc.libc;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The mounts of this process's mount namespace. Any thread may call it. Mounting and unmounting
 * take CAP_SYS_ADMIN.
 */
public final class Mounts {

  private static final Path TABLE = Path.of("/proc/self/mountinfo");

  private Mounts() {}

  /**
   * {@return all mounts, the oldest first}
   *
   * @throws IOException if {@code /proc} cannot be read
   */
  public static List<MountEntry> all() throws IOException {
    // Names are bytes to the kernel, and need not be UTF-8.
    return new String(Files.readAllBytes(TABLE), UTF_8)
        .lines()
        .flatMap(line -> MountEntry.parse(line).stream())
        .toList();
  }

  /**
   * Looks for what is mounted on a directory: the last one, if several are stacked there.
   *
   * @param target its absolute path, without symbolic links
   * @return the mount; nothing if the directory is no mount point
   * @throws IOException if {@code /proc} cannot be read
   */
  public static Optional<MountEntry> at(Path target) throws IOException {
    String path = target.toString();
    return all().stream().filter(mount -> mount.target().equals(path)).reduce((a, b) -> b);
  }

  /**
   * Mounts a file system, without programs of other users' rights and without devices.
   *
   * @param source a name for what is mounted
   * @param target the directory
   * @param type of the file system
   * @param readOnly whether nothing on it can be changed
   * @param data options of that file system, separated by commas
   * @throws SystemCallException EPERM without CAP_SYS_ADMIN, ENODEV if the kernel does not have
   *     that type, ENOENT or ENOTDIR if the target is no directory
   */
  public static void mount(String source, Path target, String type, boolean readOnly, String data)
      throws SystemCallException {
    long flags = Libc.MS_NOSUID | Libc.MS_NODEV | (readOnly ? Libc.MS_RDONLY : 0);
    int result =
        libc()
            .mount(
                Libc.path(source),
                Libc.path(target.toString()),
                Libc.path(type),
                flags,
                Libc.path(data));
    if (result != 0) {
      throw new SystemCallException("mount", target.toString(), libc().errno());
    }
  }

  /**
   * Takes the last mount off a directory at once; processes that are inside keep it until they
   * leave (MNT_DETACH). A symbolic link is not followed.
   *
   * @param target the directory
   * @return false if nothing is mounted there
   * @throws SystemCallException EPERM without CAP_SYS_ADMIN
   */
  public static boolean detach(Path target) throws SystemCallException {
    return unmount(target, Libc.MNT_DETACH);
  }

  /**
   * As {@link #detach}, but first has the file system give up what it waits for (MNT_FORCE): calls
   * to a server that does not answer fail, in all copies of the mount.
   *
   * @param target the directory
   * @return false if nothing is mounted there
   * @throws SystemCallException EPERM without CAP_SYS_ADMIN
   */
  public static boolean abort(Path target) throws SystemCallException {
    return unmount(target, Libc.MNT_DETACH | Libc.MNT_FORCE);
  }

  private static boolean unmount(Path target, int how) throws SystemCallException {
    if (libc().umount2(Libc.path(target.toString()), how | Libc.UMOUNT_NOFOLLOW) == 0) {
      return true;
    }
    int errno = libc().errno();
    if (errno == Errno.EINVAL) {
      return false;
    }
    throw new SystemCallException("umount2", target.toString(), errno);
  }
}
