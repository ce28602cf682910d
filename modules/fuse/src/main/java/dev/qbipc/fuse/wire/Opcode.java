package dev.qbipc.fuse.wire;

/**
 * What a request asks for, {@code fuse_opcode} (mount, section 15.3). Those that are not here are
 * answered with ENOSYS, and the kernel does without.
 */
public final class Opcode {

  /** A name in a directory. */
  public static final int LOOKUP = 1;

  /** A node is not cached any more; has no reply. */
  public static final int FORGET = 2;

  /** Attributes. */
  public static final int GETATTR = 3;

  /** New attributes. */
  public static final int SETATTR = 4;

  /** The target of a symbolic link. */
  public static final int READLINK = 5;

  /** A new symbolic link. */
  public static final int SYMLINK = 6;

  /** A new file, or a special one. */
  public static final int MKNOD = 8;

  /** A new directory. */
  public static final int MKDIR = 9;

  /** The end of a name. */
  public static final int UNLINK = 10;

  /** The end of a directory. */
  public static final int RMDIR = 11;

  /** Another name. */
  public static final int RENAME = 12;

  /** One more name of a file. */
  public static final int LINK = 13;

  /** A handle of a file. */
  public static final int OPEN = 14;

  /** A part of a file. */
  public static final int READ = 15;

  /** A new part of a file. */
  public static final int WRITE = 16;

  /** The room of the file system. */
  public static final int STATFS = 17;

  /** The end of a handle. */
  public static final int RELEASE = 18;

  /** To the disk with a file. */
  public static final int FSYNC = 20;

  /** A descriptor is closed, of maybe several that share the handle. */
  public static final int FLUSH = 25;

  /** The first request: versions and abilities. */
  public static final int INIT = 26;

  /** A handle of a directory. */
  public static final int OPENDIR = 27;

  /** A part of a directory. */
  public static final int READDIR = 28;

  /** The end of a directory's handle. */
  public static final int RELEASEDIR = 29;

  /** To the disk with a directory. */
  public static final int FSYNCDIR = 30;

  /** A new file and a handle of it. */
  public static final int CREATE = 35;

  /** Who waits for another request has been interrupted. */
  public static final int INTERRUPT = 36;

  /** The last request, of some mounts. */
  public static final int DESTROY = 38;

  /** Several nodes are not cached any more; has no reply. */
  public static final int BATCH_FORGET = 42;

  /** Another name, with flags. */
  public static final int RENAME2 = 45;

  /** Beyond those that have a name. */
  public static final int END = 54;

  /** By number, as {@code linux/fuse.h} has them. */
  private static final String[] NAMES = new String[END];

  static {
    String[] first = {
      "lookup",
      "forget",
      "getattr",
      "setattr",
      "readlink",
      "symlink",
      null,
      "mknod",
      "mkdir",
      "unlink",
      "rmdir",
      "rename",
      "link",
      "open",
      "read",
      "write",
      "statfs",
      "release",
      null,
      "fsync",
      "setxattr",
      "getxattr",
      "listxattr",
      "removexattr",
      "flush",
      "init",
      "opendir",
      "readdir",
      "releasedir",
      "fsyncdir",
      "getlk",
      "setlk",
      "setlkw",
      "access",
      "create",
      "interrupt",
      "bmap",
      "destroy",
      "ioctl",
      "poll",
      "notify_reply",
      "batch_forget",
      "fallocate",
      "readdirplus",
      "rename2",
      "lseek",
      "copy_file_range",
      "setupmapping",
      "removemapping",
      "syncfs",
      "tmpfile",
      "statx",
      "copy_file_range_64"
    };
    System.arraycopy(first, 0, NAMES, 1, first.length);
  }

  private Opcode() {}

  /** Whether {@link #name} knows an opcode. */
  public static boolean isNamed(int opcode) {
    return opcode > 0 && opcode < END && NAMES[opcode] != null;
  }

  /** What the kernel's header calls an opcode, in small letters; null if it is not known. */
  public static String name(int opcode) {
    return isNamed(opcode) ? NAMES[opcode] : null;
  }
}
