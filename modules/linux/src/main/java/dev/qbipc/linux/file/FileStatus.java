package dev.qbipc.linux.file;

import static dev.qbipc.linux.libc.Libc.libc;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import java.nio.file.Path;

/**
 * What the kernel says of a file, by {@code statx(2)}.
 *
 * <pre>
 *   struct statx (256 bytes)
 *    0  mask         4  block size    8  attributes   16  links     20  uid       24  gid
 *   28  mode (16 bits)               32  inode        40  size      48  blocks
 *   96  status changed: seconds     104  nanoseconds
 *  112  modified: seconds           120  nanoseconds
 *  136  device: major               140  minor
 * </pre>
 *
 * @param type what kind of file it is
 * @param permissions the mode's lower 12 bits
 * @param links how many names it has
 * @param uid its owner
 * @param gid its group
 * @param device of its file system
 * @param inode its number there
 * @param size in bytes
 * @param modified when its contents were written
 * @param changed when its contents or anything else of it changed; cannot be set back
 */
public record FileStatus(
    Type type,
    int permissions,
    int links,
    int uid,
    int gid,
    long device,
    long inode,
    long size,
    Timestamp modified,
    Timestamp changed) {

  /** The kinds of files. */
  public enum Type {
    /** A file with contents. */
    REGULAR,

    /** A directory. */
    DIRECTORY,

    /** A symbolic link itself, not what it leads to. */
    SYMBOLIC_LINK,

    /** A FIFO, a socket or a device. */
    OTHER
  }

  /**
   * A file's time, as exact as the kernel knows it.
   *
   * @param seconds since 1970
   * @param nanoseconds of the second, 0 to 999,999,999
   */
  public record Timestamp(long seconds, int nanoseconds) {}

  private static final int LINKS_OFFSET = 16;
  private static final int UID_OFFSET = 20;
  private static final int GID_OFFSET = 24;
  private static final int MODE_OFFSET = 28;
  private static final int INODE_OFFSET = 32;
  private static final int SIZE_OFFSET = 40;
  private static final int CHANGED_OFFSET = 96;
  private static final int MODIFIED_OFFSET = 112;
  private static final int NANOSECONDS_OFFSET = 8;
  private static final int DEVICE_MAJOR_OFFSET = 136;
  private static final int DEVICE_MINOR_OFFSET = 140;
  private static final int STRUCT_SIZE = 256;

  private static final int STATX_BASIC_STATS = 0x7ff;

  private static final int S_IFMT = 0170000;
  private static final int S_IFREG = 0100000;
  private static final int S_IFDIR = 0040000;
  private static final int S_IFLNK = 0120000;
  private static final int PERMISSIONS = 07777;
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int READABLE_BY_GROUP = 0040;
  private static final int READABLE_BY_ALL = 0004;
  private static final int SEARCHABLE_BY_ALL = 0001;

  /**
   * Of what has a path, as far as the kernel knows it without asking the file system, which may not
   * answer: type, device and inode at least are right. A symbolic link is not followed.
   *
   * @param path an absolute path
   * @return the status
   * @throws SystemCallException ENOENT if there is nothing of that name
   */
  public static FileStatus known(Path path) throws SystemCallException {
    int flags = Libc.AT_SYMLINK_NOFOLLOW | Libc.AT_NO_AUTOMOUNT | Libc.AT_STATX_DONT_SYNC;
    return of(Libc.AT_FDCWD, Libc.path(path.toString()), flags);
  }

  /** Of what has a name in a directory; a symbolic link is not followed. */
  static FileStatus of(int directory, byte[] name) throws SystemCallException {
    return of(directory, name, Libc.AT_SYMLINK_NOFOLLOW | Libc.AT_NO_AUTOMOUNT);
  }

  /** Of what is open. */
  static FileStatus of(int fd) throws SystemCallException {
    return of(fd, new byte[] {0}, Libc.AT_EMPTY_PATH);
  }

  private static FileStatus of(int fd, byte[] name, int flags) throws SystemCallException {
    try (var status = new Memory(STRUCT_SIZE)) {
      if (libc().statx(fd, name, flags, STATX_BASIC_STATS, Pointer.nativeValue(status)) != 0) {
        throw new SystemCallException(libc().errno());
      }
      int mode = Short.toUnsignedInt(status.getShort(MODE_OFFSET));
      long major = Integer.toUnsignedLong(status.getInt(DEVICE_MAJOR_OFFSET));
      return new FileStatus(
          type(mode),
          mode & PERMISSIONS,
          status.getInt(LINKS_OFFSET),
          status.getInt(UID_OFFSET),
          status.getInt(GID_OFFSET),
          major << Integer.SIZE | Integer.toUnsignedLong(status.getInt(DEVICE_MINOR_OFFSET)),
          status.getLong(INODE_OFFSET),
          status.getLong(SIZE_OFFSET),
          timestamp(status, MODIFIED_OFFSET),
          timestamp(status, CHANGED_OFFSET));
    }
  }

  private static Timestamp timestamp(Memory status, int offset) {
    return new Timestamp(status.getLong(offset), status.getInt(offset + NANOSECONDS_OFFSET));
  }

  private static Type type(int mode) {
    return switch (mode & S_IFMT) {
      case S_IFREG -> Type.REGULAR;
      case S_IFDIR -> Type.DIRECTORY;
      case S_IFLNK -> Type.SYMBOLIC_LINK;
      default -> Type.OTHER;
    };
  }

  /**
   * {@return whether the two are of one and the same file}
   *
   * @param other another status
   */
  public boolean isSameFile(FileStatus other) {
    return device == other.device && inode == other.inode;
  }

  /** {@return whether only its owner, and root, may write to it} */
  public boolean isWritableByOwnerAlone() {
    return (permissions & WRITABLE_BY_OTHERS) == 0;
  }

  /**
   * {@return whether a user may read it, as far as owner and other users go}
   *
   * @param user its id
   */
  public boolean isReadableBy(int user) {
    return uid == user || (permissions & READABLE_BY_ALL) != 0;
  }

  /**
   * {@return whether a user may go by way of this directory, as far as owner and other users go}
   *
   * @param user its id
   */
  public boolean isSearchableBy(int user) {
    return uid == user || (permissions & SEARCHABLE_BY_ALL) != 0;
  }

  /**
   * {@return whether the owner of a directory may read this file or directory in it, or the group
   * that both have}
   *
   * @param directory the directory's own status
   */
  public boolean isReadableByOwnerOf(FileStatus directory) {
    return isReadableBy(directory.uid)
        || gid == directory.gid && (permissions & READABLE_BY_GROUP) != 0;
  }
}
