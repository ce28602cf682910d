package dev.pmxcfs.state.tree;

/** Why the configuration tree refuses something, by the names in {@code errno.h}. */
public enum TreeErrno {
  /** Nothing is there. */
  ENOENT(2),
  /** The database cannot be written to any more. */
  EIO(5),
  /** The root, a lock that is held, or a name that may not be. */
  EACCES(13),
  /** Too much waits already, or the cluster is not there to take it. */
  EBUSY(16),
  /** Something is there already, or the VMID belongs to another guest. */
  EEXIST(17),
  /** A directory is where a file should be, or the other way round. */
  ENOTDIR(20),
  /** What was asked makes no sense. */
  EINVAL(22),
  /** The file would be larger than a file may be. */
  EFBIG(27),
  /** The configuration would be larger than one may be. */
  ENOSPC(28),
  /** The files are served for reading alone. */
  EROFS(30),
  /** The name is longer than one may be. */
  ENAMETOOLONG(36),
  /** The directory is not empty. */
  ENOTEMPTY(39);

  private final int number;

  TreeErrno(int number) {
    this.number = number;
  }

  /** The error number on Linux, positive. */
  public int number() {
    return number;
  }
}
