package dev.qbipc.linux.file;

import static dev.qbipc.linux.libc.Libc.libc;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.Libc;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Opens a path for reading on which another user may have planted something: a link to what only
 * root may read, or a FIFO, which may come and go.
 *
 * <p>For root, who may read everything, a link leads only to files that the owner of the link may
 * read, and to directories of that owner, unless the owner is trusted ({@link TrustedOwners}); and
 * a file has to be readable by the owner of its directory, unless that owner is trusted. The checks
 * are made on what was opened, and no call waits.
 */
public final class NamedPath {

  private static final int MAX_LINKS = 40;
  private static final int MAX_TARGET = 4096;
  private static final int TO_LOOK = Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;

  private NamedPath() {}

  /**
   * Opens a file, of whatever type it is: its status tells.
   *
   * @param path in which links are followed as far as the rules above allow
   * @return the file, to be closed
   * @throws SystemCallException also if root could be led to what another user may not read
   */
  public static OpenFile openFile(Path path) throws SystemCallException {
    if (!TrustedOwners.isRoot()) {
      return OpenFile.open(path);
    }
    try (var walk = new Walk(path)) {
      walk.toEnd();
      walk.checkIsForOwnerOfDirectory();
      return OpenFile.open(walk.end());
    }
  }

  /**
   * Opens a directory.
   *
   * @param path in which links are followed as far as the rules above allow
   * @return the directory, to be closed
   * @throws SystemCallException also if root could be led to what another user may not read
   */
  public static OpenDirectory openDirectory(Path path) throws SystemCallException {
    if (!TrustedOwners.isRoot()) {
      return OpenDirectory.open(path);
    }
    try (var walk = new Walk(path)) {
      walk.toEnd();
      walk.checkIsOfLeaders();
      return OpenDirectory.open(walk.end());
    }
  }

  /** Follows a path by descriptors, name by name. */
  private static final class Walk implements AutoCloseable {

    private final TrustedOwners trusted = new TrustedOwners();
    private final Deque<String> names = new ArrayDeque<>();

    /** The owners of links that were followed, but for trusted ones. */
    private final Set<Integer> leaders = new HashSet<>();

    private int links;
    private int directory = NONE;
    private int end;

    private static final int NONE = -1;

    Walk(Path path) throws SystemCallException {
      end = top();
      add(OpenDirectory.bytes(path));
    }

    private static int top() throws SystemCallException {
      return look(Libc.AT_FDCWD, "/");
    }

    private static int look(int directory, String name) throws SystemCallException {
      int fd = libc().openat(directory, OpenDirectory.terminated(name), TO_LOOK, 0);
      if (fd < 0) {
        throw new SystemCallException(libc().errno());
      }
      return fd;
    }

    /** Puts a path in front of what is left. */
    private void add(String bytes) {
      String[] parts = bytes.split("/");
      for (int i = parts.length - 1; i >= 0; i--) {
        if (!parts[i].isEmpty()) {
          names.push(parts[i]);
        }
      }
    }

    void toEnd() throws SystemCallException {
      while (!names.isEmpty()) {
        int next = look(end, names.pop());
        closeDirectory();
        directory = end;
        end = next;
        FileStatus status = FileStatus.of(end);
        if (status.type() == FileStatus.Type.SYMBOLIC_LINK) {
          follow(status);
        } else if (!leaders.stream().allMatch(user -> isOpenTo(user, status))) {
          throw barred("leads over a link of another user to what that one may not read");
        }
      }
    }

    private boolean isOpenTo(int user, FileStatus status) {
      return names.isEmpty() ? status.isReadableBy(user) : status.isSearchableBy(user);
    }

    /** An entry is judged by the owner of its directory. */
    void checkIsOfLeaders() throws SystemCallException {
      int owner = FileStatus.of(end).uid();
      if (!leaders.stream().allMatch(user -> user == owner)) {
        throw barred("leads over a link of another user to a directory that is not that one's");
      }
    }

    private void follow(FileStatus link) throws SystemCallException {
      if (++links > MAX_LINKS) {
        throw new SystemCallException(Errno.ELOOP, "leads over too many links");
      }
      byte[] target = new byte[MAX_TARGET];
      long length = libc().readlinkat(end, new byte[] {0}, target, target.length);
      if (length < 0) {
        throw new SystemCallException(libc().errno());
      }
      if (!trusted.contain(link.uid())) {
        leaders.add(link.uid());
      }
      String bytes = new String(target, 0, (int) length, ISO_8859_1);
      add(bytes);
      libc().close(end);
      end = directory;
      directory = NONE;
      if (bytes.startsWith("/")) {
        int top = top();
        libc().close(end);
        end = top;
      }
    }

    void checkIsForOwnerOfDirectory() throws SystemCallException {
      if (directory != NONE) {
        FileStatus in = FileStatus.of(directory);
        if (!trusted.contain(in.uid()) && !FileStatus.of(end).isReadableByOwnerOf(in)) {
          throw barred("may not be read by who owns the directory it is in");
        }
      }
    }

    private static SystemCallException barred(String reason) {
      return new SystemCallException(Errno.EACCES, reason);
    }

    /** What was found, by its descriptor. */
    Path end() {
      return Path.of("/proc/self/fd/" + end);
    }

    private void closeDirectory() {
      if (directory != NONE) {
        libc().close(directory);
        directory = NONE;
      }
    }

    @Override
    public void close() {
      closeDirectory();
      libc().close(end);
    }
  }
}
