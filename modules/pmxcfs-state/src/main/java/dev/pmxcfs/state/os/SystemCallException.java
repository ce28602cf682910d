package dev.pmxcfs.state.os;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** A system call that failed. The message is a person's words for the error number alone. */
public final class SystemCallException extends IOException {

  private static final long serialVersionUID = 1;

  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int ENOTDIR = 20;
  static final int EMFILE = 24;
  static final int ENOSPC = 28;
  static final int ELOOP = 40;

  private static final Map<Integer, String> WORDS =
      Map.of(
          ENOENT,
          "does not exist",
          5,
          "input/output error (EIO)",
          EACCES,
          "permission denied",
          EEXIST,
          "exists already",
          ENOTDIR,
          "is not a directory",
          23,
          "too many files are open on this machine (ENFILE)",
          EMFILE,
          "too many files are open in this process (EMFILE)",
          36,
          "the name is too long",
          ELOOP,
          "is a symbolic link",
          116,
          "the file server does not know it any more (ESTALE)");

  private final int errno;

  SystemCallException(int errno) {
    this(errno, words(errno));
  }

  SystemCallException(int errno, String message) {
    super(message);
    this.errno = errno;
  }

  private static String words(int errno) {
    String words = WORDS.get(errno);
    return words != null ? words : Libc.strerror(errno).toLowerCase(Locale.ROOT);
  }

  /** Whether there was nothing of the name, or something else than was asked for. */
  public boolean isAboutSomethingElse() {
    return errno == ENOENT || errno == ENOTDIR || errno == ELOOP;
  }

  /** Whether nothing was there. */
  public boolean isMissing() {
    return errno == ENOENT;
  }

  /** Whether the name was taken. */
  public boolean isTaken() {
    return errno == EEXIST;
  }
}
