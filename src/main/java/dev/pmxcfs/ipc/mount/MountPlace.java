package dev.pmxcfs.ipc.mount;

import dev.qbipc.fuse.MountException;
import java.io.IOException;
import java.nio.file.Path;

/** Where a tree may not be mounted: over what it is kept in, or within that. */
final class MountPlace {

  private MountPlace() {}

  /**
   * Sees to it that neither of two directories is within the other.
   *
   * @param directory where the tree is to be mounted; it may be a dead mount, so nobody asks it
   * @param kept the directory that the tree is kept in
   * @throws MountException if one is; if one is missing, whoever opens it says so
   */
  static void check(Path directory, Path kept) throws MountException {
    Path target;
    Path home;
    try {
      target = real(directory);
      home = kept.toRealPath();
    } catch (IOException e) {
      return;
    }
    if (home.startsWith(target)) {
      throw new MountException(
          directory
              + " holds what is to be served from "
              + kept
              + ", which a mount would hide: choose another directory");
    }
    if (target.startsWith(home)) {
      throw new MountException(
          directory
              + " is within "
              + kept
              + ", where what is served is kept: choose a directory outside of it");
    }
  }

  /** The path without symbolic links, but for the last name. */
  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.getParent() == null
        ? absolute
        : absolute.getParent().toRealPath().resolve(absolute.getFileName());
  }
}
