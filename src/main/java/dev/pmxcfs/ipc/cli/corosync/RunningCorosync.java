package dev.pmxcfs.ipc.cli.corosync;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.cli.base.ExitStatus;
import dev.pmxcfs.ipc.log.LogLevels;
import dev.qbipc.SocketMode;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.CorosyncOptions;
import dev.qbipc.linux.Errno;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.event.Level;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of commands that ask corosync, and how it is reached. */
public final class RunningCorosync {

  private static final int MAX_TIMEOUT = 3600;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description =
          "How long to wait for corosync's answers (default: ${DEFAULT-VALUE}). It has none while"
              + " its nodes form a new ring.")
  private int timeout;

  @Option(
      names = "--socket-directory",
      paramLabel = "DIR",
      description =
          "Where corosync's sockets are, if it has files for them elsewhere than its clients on"
              + " this machine expect, as in a container.")
  private String socketDirectory;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** What a command asks. */
  @FunctionalInterface
  public interface Question {

    /**
     * @param answers waits for them
     * @throws CorosyncException if corosync refuses, or cannot be asked
     */
    void ask(Vertx vertx, Corosync corosync, Answers answers);
  }

  /**
   * Asks, with nothing said of it but what the command says.
   *
   * @throws CommandFailedException if anything fails, and when the time is over
   */
  public void ask(Question question) {
    if (timeout < 1 || timeout > MAX_TIMEOUT) {
      throw notUnderstood("--timeout must be 1 to " + MAX_TIMEOUT + ": " + timeout);
    }
    if (socketDirectory != null && !Files.isDirectory(Path.of(socketDirectory))) {
      throw new CommandFailedException(
          ExitStatus.NOT_FOUND, socketDirectory + ": there is no such directory");
    }
    Level before = LogLevels.get();
    Vertx vertx = EpollVertx.start(1);
    LogLevels.set(Level.ERROR);
    try {
      question.ask(
          vertx, Corosync.create(vertx, options()), new Answers(Duration.ofSeconds(timeout)));
    } catch (CorosyncException e) {
      throw failure(e);
    } catch (IllegalArgumentException e) {
      throw notUnderstood(e.getMessage());
    } finally {
      vertx.close().await();
      LogLevels.set(before);
    }
  }

  private CorosyncOptions options() {
    var options =
        new CorosyncOptions().setConnectTimeout(Duration.ofSeconds(timeout)).setStartAwaited(false);
    return socketDirectory == null
        ? options
        : options.setSocketMode(SocketMode.FILE_SYSTEM).setSocketDirectory(socketDirectory);
  }

  private ParameterException notUnderstood(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private static CommandFailedException failure(CorosyncException e) {
    ExitStatus status =
        switch (e.errno()) {
          case Errno.ECONNREFUSED, Errno.ENOENT, Errno.ENOTCONN -> ExitStatus.NOT_RUNNING;
          default -> ExitStatus.ofRefusal(e.errno());
        };
    return new CommandFailedException(
        status,
        switch (e.errno()) {
          case Errno.ECONNREFUSED, Errno.ENOENT -> "corosync does not run here";
          case Errno.ENOTCONN -> "corosync has ended";
          case Errno.ETIMEDOUT -> Answers.NONE;
          default -> e.getMessage();
        },
        e);
  }
}
