package dev.pmxcfs.ipc.cli.base;

import dev.pmxcfs.ipc.version.ProgramVersion;
import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;

/** What a command says that cannot connect to a service. */
public final class ConnectFailure {

  private ConnectFailure() {}

  /** Whether a failure to connect means that no such service runs. */
  public static boolean isNotRunning(QbException e) {
    return e.errno() == Errno.ECONNREFUSED || e.errno() == Errno.ENOENT;
  }

  /** Whether a failure to connect may be because the service is just ending, or just starting. */
  public static boolean isOfAnEnd(QbException e) {
    return switch (e.errno()) {
      case Errno.ENOTCONN, Errno.ECONNRESET, Errno.EPIPE, Errno.EAGAIN, Errno.ETIMEDOUT -> true;
      default -> false;
    };
  }

  /**
   * Of a command that steers a server.
   *
   * @param service the server's, as users know it
   */
  public static CommandFailedException ofServer(String service, QbException e) {
    if (isNotRunning(e)) {
      return new CommandFailedException(
          ExitStatus.NOT_RUNNING,
          "no server " + service + " is running here; start it with: " + start(service),
          e);
    }
    if (e.errno() == Errno.EPERM) {
      return new CommandFailedException(
          ExitStatus.REFUSED,
          "the server "
              + service
              + " takes commands only from root and from the user who started it (EPERM)",
          e);
    }
    return new CommandFailedException(
        "cannot connect to the server " + service + ": " + Errno.text(e.errno()), e);
  }

  /** Of a client of any service. */
  public static CommandFailedException ofService(String service, QbException e) {
    if (isNotRunning(e)) {
      String hint = service.equals(Defaults.SERVICE) ? "; start it with: " + start(service) : "";
      return new CommandFailedException(
          ExitStatus.NOT_RUNNING, "no service " + service + " is running here" + hint, e);
    }
    if (e.errno() == Errno.EPERM) {
      return new CommandFailedException(
          ExitStatus.REFUSED, "service " + service + " refuses this user (EPERM)", e);
    }
    return new CommandFailedException(e.getMessage(), e);
  }

  private static String start(String service) {
    String option = service.equals(Defaults.SERVICE) ? "" : " --service " + service;
    return ProgramVersion.NAME + " serve" + option;
  }
}
