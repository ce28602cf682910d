package dev.qbipc.linux.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * A directory whose files may be named by their paths, because no other user can replace it, a
 * directory above it, or what this user has made in it. This is what {@code StrictModes} demands
 * for the files of ssh.
 *
 * <p>Each directory on the path has to belong to a trusted owner ({@link TrustedOwners}), and
 * others may not write to it unless it is sticky, as {@code /tmp} is: then they can only add names.
 * Links on the path have to belong to a trusted owner as well.
 *
 * @param path its real path
 * @param isShared whether others can add names that are not taken
 */
public record SafeDirectory(Path path, boolean isShared) {

  private static final int MAX_LINKS = 40;

  private static final int S_IFMT = 0170000;
  private static final int S_IFLNK = 0120000;
  private static final int S_IFDIR = 0040000;
  private static final int S_IFREG = 0100000;
  private static final int STICKY = 01000;
  private static final int WRITABLE_BY_GROUP = 0020;
  private static final int WRITABLE_BY_ALL = 0002;

  private static final Path TOP = Path.of("/");

  /**
   * Looks at a directory and all that leads to it.
   *
   * @param directory may be relative and lead over links
   * @return the directory by its real path
   * @throws UnsafeDirectoryException if another user can change where a path below it leads to
   * @throws IOException if it does not exist, or cannot be looked at
   */
  public static SafeDirectory of(Path directory) throws IOException {
    var walk = new Walk();
    walk.follow(directory.toAbsolutePath(), false);
    return new SafeDirectory(walk.at, walk.shared);
  }

  /**
   * {@return whether {@link #of} would find no fault}
   *
   * @param directory may be relative and lead over links
   */
  public static boolean isSafe(Path directory) {
    try {
      of(directory);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Demands that a directory is safe where that matters most: for root, who can write everywhere.
   *
   * @param directory may be relative and lead over links
   * @return its real path
   * @throws UnsafeDirectoryException if this is root's process, and the directory is not safe
   * @throws IOException if it does not exist, or cannot be looked at
   */
  public static Path checkedForRoot(Path directory) throws IOException {
    return TrustedOwners.isRoot() ? of(directory).path : directory.toRealPath();
  }

  /**
   * Demands the same of the directory of a file that exists or is to be made; and of the file,
   * where others can add names, that it is a trusted owner's and has no other name.
   *
   * @param file a path whose last name may be a link's as well
   * @param real where it was found to lead to
   * @return whether others can add names beside the file; false if this is not root's process
   * @throws UnsafeDirectoryException if this is root's process, and another user can change what
   *     the path leads to
   * @throws IOException if the path was replaced meanwhile, or cannot be looked at
   */
  public static boolean isFileSharedForRoot(Path file, Path real) throws IOException {
    if (!TrustedOwners.isRoot()) {
      return false;
    }
    var walk = new Walk();
    walk.follow(file.toAbsolutePath(), true);
    if (!walk.end.equals(real)) {
      throw new FileSystemException(file.toString(), null, "was replaced while it was looked at");
    }
    return walk.shared;
  }

  /** Follows a path from the root; the part behind it cannot be changed by others any more. */
  private static final class Walk {

    private final TrustedOwners trusted = new TrustedOwners();
    private final Deque<Path> names = new ArrayDeque<>();

    /** The directory that was entered last, and whether it is shared. */
    private Path at = TOP;

    private boolean shared;

    /** What the last name stands for. */
    private Path end = TOP;

    private int links;

    void follow(Path path, boolean isFile) throws IOException {
      enter(TOP);
      add(path);
      while (!names.isEmpty()) {
        Path name = names.pop();
        boolean isLast = names.isEmpty();
        if (name.toString().equals("..")) {
          enter(at.equals(TOP) ? TOP : at.getParent());
        } else if (!name.toString().isEmpty() && !name.toString().equals(".")) {
          look(at.resolve(name), isFile && isLast);
        }
      }
    }

    /** Puts a path in front of what is left. */
    private void add(Path path) {
      for (int i = path.getNameCount() - 1; i >= 0; i--) {
        names.push(path.getName(i));
      }
    }

    private void look(Path next, boolean mayBeFile) throws IOException {
      end = next;
      Map<String, Object> found;
      try {
        found = attributes(next);
      } catch (NoSuchFileException e) {
        if (mayBeFile) {
          return;
        }
        throw e;
      }
      int kind = (Integer) found.get("mode") & S_IFMT;
      if (kind == S_IFLNK) {
        checkOwner(next, found);
        followLink(next);
      } else if (kind == S_IFDIR) {
        enter(next, found);
      } else if (!mayBeFile) {
        throw new NotDirectoryException(next.toString());
      } else if (shared) {
        checkFile(next, found, kind);
      }
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
      return Files.readAttributes(path, "unix:mode,uid,gid,nlink", LinkOption.NOFOLLOW_LINKS);
    }

    private void enter(Path directory) throws IOException {
      enter(directory, attributes(directory));
    }

    private void enter(Path directory, Map<String, Object> found) throws IOException {
      checkOwner(directory, found);
      int mode = (Integer) found.get("mode");
      boolean byAll = (mode & WRITABLE_BY_ALL) != 0;
      boolean byGroup =
          (mode & WRITABLE_BY_GROUP) != 0 && !trusted.containGroup((Integer) found.get("gid"));
      boolean sticky = (mode & STICKY) != 0;
      if ((byGroup || byAll) && !sticky && !trusted.holdProgram(directory)) {
        throw byAll
            ? UnsafeDirectoryException.ofAll(directory)
            : UnsafeDirectoryException.ofGroup(directory);
      }
      at = directory;
      shared = sticky && (byGroup || byAll);
    }

    private void checkOwner(Path path, Map<String, Object> found) throws IOException {
      if (!trusted.contain((Integer) found.get("uid"))) {
        throw UnsafeDirectoryException.ofOwner(path);
      }
    }

    private void checkFile(Path file, Map<String, Object> found, int kind) throws IOException {
      checkOwner(file, found);
      if (kind != S_IFREG || (Integer) found.get("nlink") > 1) {
        throw UnsafeDirectoryException.ofFile(file);
      }
    }

    private void followLink(Path link) throws IOException {
      if (++links > MAX_LINKS) {
        throw new FileSystemLoopException(link.toString());
      }
      Path target = Files.readSymbolicLink(link);
      add(target);
      if (target.isAbsolute()) {
        enter(TOP);
      }
    }
  }
}
