package dev.qbipc.linux.file;

import static dev.qbipc.linux.libc.Libc.libc;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An open directory, whose entries are opened by single names, so that moving, removing or
 * replacing a directory meanwhile cannot lead elsewhere. No symbolic link is followed, and no call
 * waits for a peer, as opening a FIFO does. For one thread.
 *
 * <p>Names are bytes: strings with one character for each byte.
 *
 * <pre>
 *   struct linux_dirent64
 *    0  inode    8  offset    16  length of all (16 bits)    18  type    19  name, NUL
 * </pre>
 */
public final class OpenDirectory implements AutoCloseable {

  private static final int RECORD_LENGTH_OFFSET = 16;
  private static final int NAME_OFFSET = 19;
  private static final int LIST_SIZE = 32 * 1024;

  static final int FOR_READING = Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_CLOEXEC;
  private static final int NEW_FILE =
      Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;

  private final int fd;
  private final FileStatus status;

  private OpenDirectory(int fd, FileStatus status) {
    this.fd = fd;
    this.status = status;
  }

  /**
   * Opens a directory by its path.
   *
   * @param path in which links are followed
   * @return the directory, to be closed
   * @throws SystemCallException if nothing of that name can be opened, or it is no directory
   */
  public static OpenDirectory open(Path path) throws SystemCallException {
    return opened(libc().open(terminated(path), FOR_READING | Libc.O_DIRECTORY, 0));
  }

  /**
   * {@return the last name of a path; empty for the root}
   *
   * @param path of anything
   */
  public static String name(Path path) {
    String bytes = bytes(path);
    return bytes.substring(bytes.lastIndexOf('/') + 1);
  }

  /** A path's text depends on the JVM's locale where it is not ASCII; its URI has the bytes. */
  static String bytes(Path path) {
    String escaped = path.toAbsolutePath().toUri().getRawPath();
    String bytes = URLDecoder.decode(escaped.replace("+", "%2B"), ISO_8859_1);
    return bytes.length() > 1 && bytes.endsWith("/")
        ? bytes.substring(0, bytes.length() - 1) // the JDK looks whether it is a directory
        : bytes;
  }

  private static OpenDirectory opened(int fd) throws SystemCallException {
    if (fd < 0) {
      throw new SystemCallException(libc().errno());
    }
    try {
      return new OpenDirectory(fd, FileStatus.of(fd));
    } catch (SystemCallException e) {
      libc().close(fd);
      throw e;
    }
  }

  /** {@return the status that the directory had when it was opened} */
  public FileStatus status() {
    return status;
  }

  /**
   * Looks at what has a name here, without opening it.
   *
   * @param name a single one
   * @return its status; a symbolic link's own
   * @throws SystemCallException ENOENT if there is none
   */
  public FileStatus status(String name) throws SystemCallException {
    return FileStatus.of(fd, terminated(name));
  }

  /**
   * Opens a directory in this one.
   *
   * @param name a single one
   * @return the directory, to be closed
   * @throws SystemCallException ENOENT if there is none, ENOTDIR or ELOOP if it is something else
   */
  public OpenDirectory directory(String name) throws SystemCallException {
    return opened(
        libc().openat(fd, terminated(name), FOR_READING | Libc.O_DIRECTORY | Libc.O_NOFOLLOW, 0));
  }

  /**
   * Opens a file in this directory, of whatever type. Check {@link #status(String)} first, since
   * opening a device or a FIFO may have an effect on its other side.
   *
   * @param name a single one
   * @return the file, to be closed
   * @throws SystemCallException ENOENT if there is none, ELOOP if it is a symbolic link
   */
  public OpenFile file(String name) throws SystemCallException {
    return OpenFile.opened(libc().openat(fd, terminated(name), FOR_READING | Libc.O_NOFOLLOW, 0));
  }

  /**
   * Makes a directory in this one, and opens it.
   *
   * @param name a single one
   * @param mode from which the umask takes
   * @return the new directory, to be closed
   * @throws SystemCallException if the name is taken
   */
  public OpenDirectory makeDirectory(String name, int mode) throws SystemCallException {
    if (libc().mkdirat(fd, terminated(name), mode) != 0) {
      throw new SystemCallException(libc().errno());
    }
    return directory(name);
  }

  /**
   * Makes a file in this directory, and opens it to be written.
   *
   * @param name a single one
   * @param mode from which the umask takes
   * @return the new file, to be closed
   * @throws SystemCallException if the name is taken
   */
  public OpenFile makeFile(String name, int mode) throws SystemCallException {
    return OpenFile.opened(libc().openat(fd, terminated(name), NEW_FILE, mode));
  }

  /**
   * Removes a file, if there is one of that name.
   *
   * @param name a single one
   * @throws SystemCallException if there is one and this process may not, or it is a directory
   */
  public void remove(String name) throws SystemCallException {
    if (libc().unlinkat(fd, terminated(name), 0) != 0 && libc().errno() != Errno.ENOENT) {
      throw new SystemCallException(libc().errno());
    }
  }

  /**
   * Reads the names of all that is here. To be called once.
   *
   * @return the names, in no order
   * @throws SystemCallException if the directory cannot be read
   */
  public List<String> names() throws SystemCallException {
    List<String> names = new ArrayList<>();
    try (var list = new Memory(LIST_SIZE)) {
      long length;
      do {
        length =
            libc().syscall(Libc.SYS_GETDENTS64, fd, Pointer.nativeValue(list), LIST_SIZE, 0, 0, 0);
        for (int at = 0; at < length; at += list.getShort(at + RECORD_LENGTH_OFFSET)) {
          String name = list.getString(at + NAME_OFFSET, ISO_8859_1.name());
          if (!name.equals(".") && !name.equals("..")) {
            names.add(name);
          }
        }
      } while (length > 0);
      if (length < 0) {
        throw new SystemCallException(libc().errno());
      }
    }
    return names;
  }

  /** By which the kernel finds this very directory, wherever it is by now. */
  byte[] pathOfDescriptor() {
    return terminated("/proc/self/fd/" + fd);
  }

  static byte[] terminated(Path path) {
    return terminated(bytes(path));
  }

  static byte[] terminated(String name) {
    byte[] bytes = name.getBytes(ISO_8859_1);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  @Override
  public void close() {
    libc().close(fd);
  }
}
