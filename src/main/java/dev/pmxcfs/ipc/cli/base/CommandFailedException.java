package dev.pmxcfs.ipc.cli.base;

import dev.pmxcfs.ipc.admin.RefusedException;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** A command that cannot do what it was told, for a reason its user can act on. */
public class CommandFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitStatus status;

  /**
   * @param message what happened and to whom, in one line
   */
  public CommandFailedException(String message) {
    this(ExitStatus.FAILED, message);
  }

  /** As above, with what led to it. */
  public CommandFailedException(String message, Throwable cause) {
    this(ExitStatus.FAILED, message, cause);
  }

  /** As above, where a script can tell what happened by how the command ends. */
  public CommandFailedException(ExitStatus status, String message) {
    super(message);
    this.status = status;
  }

  /** As above, with what led to it. */
  public CommandFailedException(ExitStatus status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** Of what a server or the files refuse. */
  public static CommandFailedException of(RefusedException e) {
    return new CommandFailedException(ExitStatus.ofRefusal(e.errno()), e.getMessage(), e);
  }

  /** Of a file of this machine, or of a server that does not answer. */
  public static CommandFailedException of(String message, IOException e) {
    return new CommandFailedException(statusOf(e), message, e);
  }

  private static ExitStatus statusOf(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoSuchFileException || isOf(Errno.ENOENT, cause)) {
        return ExitStatus.NOT_FOUND;
      } else if (cause instanceof AccessDeniedException || isOf(Errno.EACCES, cause)) {
        return ExitStatus.REFUSED;
      }
    }
    return ExitStatus.FAILED;
  }

  private static boolean isOf(int errno, Throwable cause) {
    return cause instanceof SystemCallException call && call.errno() == errno;
  }

  /** How the command ends. */
  public ExitStatus status() {
    return status;
  }
}
