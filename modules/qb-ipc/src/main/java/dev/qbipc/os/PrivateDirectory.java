package dev.qbipc.os;

import dev.qbipc.Errno;
import java.security.SecureRandom;
import java.util.List;

/**
 * A directory with an unguessable name that only one client may enter (libqb since CVE-2019-12779,
 * section 2).
 */
public final class PrivateDirectory {

  private static final int MODE_WHILE_FILLED = 0700;
  private static final int MODE = 0770;
  private static final int RANDOM_CHARACTERS = 6;
  private static final int ATTEMPTS = 100;
  private static final String ALPHABET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String path;
  private final int fd;

  private PrivateDirectory(String path, int fd) {
    this.path = path;
    this.fd = fd;
  }

  /**
   * Makes a directory that only this process's user may enter until it is handed over. It is kept
   * open, so that its files can be removed later wherever its owner has moved it, and without
   * another descriptor.
   *
   * @param prefix the path that six random characters are appended to
   */
  public static PrivateDirectory create(String prefix) throws SystemCallException {
    String path = makeUnique(prefix);
    int fd = open(path);
    if (fd < 0) {
      int errno = Libc.errno();
      Libc.rmdir(path);
      throw new SystemCallException("open", path, errno);
    }
    return new PrivateDirectory(path, fd);
  }

  private static String makeUnique(String prefix) throws SystemCallException {
    for (int attempt = 1; ; attempt++) {
      String path = prefix + randomSuffix();
      if (Libc.mkdir(path, MODE_WHILE_FILLED) == 0) {
        return path;
      }
      int errno = Libc.errno();
      if (errno != Errno.EEXIST || attempt == ATTEMPTS) {
        throw new SystemCallException("mkdir", path, errno);
      }
    }
  }

  private static int open(String path) {
    int flags = Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
    return Libc.open(path, flags, 0);
  }

  /**
   * Opens the source of random names. Call it before the first client comes, who would wait for
   * that, and while there are descriptors: the source keeps two.
   */
  public static void prepareNames() {
    randomSuffix();
  }

  private static String randomSuffix() {
    var suffix = new StringBuilder(RANDOM_CHARACTERS);
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      suffix.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return suffix.toString();
  }

  /**
   * Opens the directory to its user: mode 0770, owned by uid and gid where this process may give it
   * away (a failing chown is not an error, section 2). Call it when the files are there: nothing
   * can be planted before.
   */
  public void handTo(int uid, int gid) throws SystemCallException {
    if (Libc.fchmod(fd, MODE) != 0) {
      throw new SystemCallException("fchmod", path, Libc.errno());
    }
    Libc.fchown(fd, uid, gid);
  }

  /** The path, without a slash at the end. */
  public String path() {
    return path;
  }

  /**
   * Removes files of this directory and then the directory, whoever owns it by now. What is gone
   * already is not missed, a file of another name keeps the directory. Call it once.
   *
   * @param names file names inside the directory
   */
  public void remove(List<String> names) {
    remove(fd, path, names);
  }

  /**
   * Removes files of a directory and then the directory itself. A symbolic link in the directory's
   * place is not followed.
   *
   * @param path the directory
   * @param names file names inside it
   */
  public static void remove(String path, List<String> names) {
    int fd = open(path);
    if (fd >= 0) {
      remove(fd, path, names);
    }
  }

  private static void remove(int fd, String path, List<String> names) {
    boolean again = true;
    // Its owner may give a file the name of another one that was removed just before.
    for (int pass = 0; again && pass < names.size(); pass++) {
      removeFiles(fd, names);
      again = Libc.rmdir(path) != 0 && Libc.errno() == Errno.ENOTEMPTY;
    }
    Libc.close(fd);
  }

  private static void removeFiles(int fd, List<String> names) {
    for (String name : names) {
      if (Libc.unlinkat(fd, name, 0) != 0 && Libc.errno() == Errno.EISDIR) {
        // Its owner has put a directory in the file's place.
        Libc.unlinkat(fd, name, Libc.AT_REMOVEDIR);
      }
    }
  }
}
