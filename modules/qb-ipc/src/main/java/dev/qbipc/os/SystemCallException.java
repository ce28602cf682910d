package dev.qbipc.os;

import dev.qbipc.Errno;
import java.io.IOException;

/** A system call that failed: its C name, what it was given, and the error number. */
public final class SystemCallException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int errno;

  SystemCallException(String call, String subject, int errno) {
    super(call + "(" + subject + ") failed: " + Errno.text(errno));
    this.errno = errno;
  }

  /** The error number, positive as in {@link Errno}. */
  public int errno() {
    return errno;
  }
}
