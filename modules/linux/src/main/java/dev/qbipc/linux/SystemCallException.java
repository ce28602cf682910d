package dev.qbipc.linux;

import java.io.IOException;
import java.util.Map;

/** A system call that failed, with its error number. */
public final class SystemCallException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What a file's error means, for a sentence that begins with the file. */
  private static final Map<Integer, String> WORDS =
      Map.of(
          Errno.ENOENT,
          "does not exist",
          Errno.EIO,
          "input/output error (EIO)",
          Errno.EACCES,
          "permission denied",
          Errno.EEXIST,
          "exists already",
          Errno.ENOTDIR,
          "is not a directory",
          Errno.ENFILE,
          "too many files are open on this machine (ENFILE)",
          Errno.EMFILE,
          "too many files are open in this process (EMFILE)",
          Errno.ENAMETOOLONG,
          "the name is too long",
          Errno.ELOOP,
          "is a symbolic link",
          Errno.ESTALE,
          "the file server does not know it any more (ESTALE)");

  /** Positive, as in {@link Errno}. */
  private final int errno;

  /**
   * A call that failed, with a message that names it and what it was given.
   *
   * @param call its C name
   * @param subject what it was given
   * @param errno the error number, positive as in {@link Errno}
   */
  public SystemCallException(String call, String subject, int errno) {
    this(errno, call + "(" + subject + ") failed: " + Errno.text(errno));
  }

  /**
   * A call about a file that the caller's message names.
   *
   * @param errno the error number, positive as in {@link Errno}
   */
  public SystemCallException(int errno) {
    this(errno, words(errno));
  }

  /**
   * A failure with a message of the caller's.
   *
   * @param errno the error number, positive as in {@link Errno}
   * @param message what went wrong, for people
   */
  public SystemCallException(int errno, String message) {
    super(message);
    this.errno = errno;
  }

  private static String words(int errno) {
    String words = WORDS.get(errno);
    return words != null ? words : Errno.words(errno);
  }

  /** {@return the error number, positive as in {@link Errno}} */
  public int errno() {
    return errno;
  }

  /** {@return whether there was nothing of the name, or something else than was asked for} */
  public boolean isAboutSomethingElse() {
    return errno == Errno.ENOENT || errno == Errno.ENOTDIR || errno == Errno.ELOOP;
  }

  /** {@return whether nothing was there} */
  public boolean isMissing() {
    return errno == Errno.ENOENT;
  }

  /** {@return whether the name was taken} */
  public boolean isTaken() {
    return errno == Errno.EEXIST;
  }
}
