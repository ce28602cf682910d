package dev.pmxcfs.ipc.cli.base;

import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.RunningService;
import dev.qbipc.QbException;
import io.vertx.core.Vertx;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option of commands that need a running server. */
public final class RunningServiceOption {

  @Option(
      names = "--service",
      paramLabel = "NAME",
      defaultValue = Defaults.SERVICE,
      description = "The service of the running server (default: ${DEFAULT-VALUE}).")
  private String service;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** What a command does with the server. */
  @FunctionalInterface
  public interface Action {

    /**
     * @throws RefusedException if the server refuses it
     * @throws IOException if there is no answer; the message says why
     */
    void on(RunningService running) throws RefusedException, IOException;
  }

  /**
   * Connects, acts, and disconnects.
   *
   * @throws CommandFailedException if anything fails
   */
  public void use(Action action) {
    Vertx vertx = EpollVertx.start(1);
    try (var running = connect(vertx)) {
      action.on(running);
    } catch (RefusedException e) {
      throw CommandFailedException.of(e);
    } catch (IOException e) {
      throw CommandFailedException.of(e.getMessage(), e);
    } finally {
      vertx.close().await();
    }
  }

  private RunningService connect(Vertx vertx) {
    try {
      return RunningService.connect(vertx, service);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    } catch (QbException e) {
      throw ConnectFailure.ofServer(service, e);
    }
  }
}
