package dev.pmxcfs.state.os;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A file that somebody has named to be read, on whose path another user may have put something: a
 * link to what only root may read, or a FIFO, that comes and goes.
 *
 * <p>For root, who may read everything, a link is followed if it is a trusted owner's ({@link
 * TrustedOwners}), and the file has to be readable by who owns the directory it is in, unless that
 * one is trusted. What is looked at is what is opened.
 */
public final class NamedFile {

  private static final int MAX_LINKS = 40;
  private static final int MAX_TARGET = 4096;
  private static final int TO_LOOK = Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;

  private NamedFile() {}

  /**
   * Opens a file to be read, of whatever type it is: its status tells. No call waits.
   *
   * @throws UnsafeFileException if root could be led to what another user may not read
   */
  public static OpenFile open(Path path) throws IOException {
    if (!TrustedOwners.isRoot()) {
      return OpenFile.open(path);
    }
    try (var walk = new Walk(path)) {
      return walk.open();
    }
  }

  /** Follows a path by descriptors, name by name. */
  private static final class Walk implements AutoCloseable {

    private final TrustedOwners trusted = new TrustedOwners();
    private final Deque<String> names = new ArrayDeque<>();
    private final Path path;
    private int directory;
    private int links;

    Walk(Path path) throws IOException {
      this.path = path;
      add(OpenDirectory.bytes(path));
      directory = look(Libc.AT_FDCWD, "/");
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

    private static int look(int directory, String name) throws SystemCallException {
      int fd = Libc.openat(directory, OpenDirectory.terminated(name), TO_LOOK, 0);
      if (fd < 0) {
        throw new SystemCallException(Libc.errno());
      }
      return fd;
    }

    OpenFile open() throws IOException {
      while (!names.isEmpty()) {
        String name = names.pop();
        int next = look(directory, name);
        boolean isKept = false;
        try {
          FileStatus status = FileStatus.of(next);
          if (status.type() == FileStatus.Type.SYMBOLIC_LINK) {
            follow(next, status);
          } else if (names.isEmpty()) {
            checkIsForOwner(status);
            return reopen(next);
          } else {
            enter(next);
            isKept = true;
          }
        } finally {
          if (!isKept) {
            Libc.close(next);
          }
        }
      }
      return reopen(directory);
    }

    private void enter(int next) {
      Libc.close(directory);
      directory = next;
    }

    private void follow(int link, FileStatus status) throws IOException {
      if (!trusted.contain(status.uid())) {
        throw new UnsafeFileException(path, "leads over a link that belongs to another user");
      }
      if (++links > MAX_LINKS) {
        throw new FileSystemLoopException(path.toString());
      }
      byte[] target = new byte[MAX_TARGET];
      long length = Libc.readlinkat(link, new byte[] {0}, target, target.length);
      if (length < 0) {
        throw new SystemCallException(Libc.errno());
      }
      String bytes = new String(target, 0, (int) length, ISO_8859_1);
      add(bytes);
      if (bytes.startsWith("/")) {
        enter(look(Libc.AT_FDCWD, "/"));
      }
    }

    private void checkIsForOwner(FileStatus file) throws IOException {
      FileStatus in = FileStatus.of(directory);
      if (!trusted.contain(in.uid()) && !file.isReadableByOwnerOf(in)) {
        throw new UnsafeFileException(path, "may not be read by who owns the directory it is in");
      }
    }

    private static OpenFile reopen(int fd) throws SystemCallException {
      return OpenFile.open(Path.of("/proc/self/fd/" + fd));
    }

    @Override
    public void close() {
      Libc.close(directory);
    }
  }

  /** Another user could have root read what only root may. */
  public static final class UnsafeFileException extends FileSystemException {

    private static final long serialVersionUID = 1;

    private UnsafeFileException(Path path, String reason) {
      super(path.toString(), null, reason);
    }
  }
}
