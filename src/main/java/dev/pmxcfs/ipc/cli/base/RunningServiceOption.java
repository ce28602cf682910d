package dev.pmxcfs.ipc.cli.base;

import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.RunningService;
import dev.qbipc.QbException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.function.Supplier;
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

  /** What a command does with Vert.x, when it connects by itself. */
  @FunctionalInterface
  public interface Work {

    /**
     * @throws RefusedException if a server refuses it
     * @throws IOException if there is no answer; the message says why
     */
    void with(Vertx vertx) throws RefusedException, IOException;
  }

  /** The main service's name. */
  public String name() {
    return service;
  }

  /**
   * Has a command work with Vert.x.
   *
   * @throws CommandFailedException if anything fails
   */
  public void withVertx(Work work) {
    Vertx vertx = EpollVertx.start(1);
    try {
      work.with(vertx);
    } catch (RefusedException e) {
      throw CommandFailedException.of(e);
    } catch (IOException e) {
      throw CommandFailedException.of(e.getMessage(), e);
    } finally {
      vertx.close().await();
    }
  }

  /**
   * Connects to the server.
   *
   * @throws CommandFailedException if there is none, or if it refuses
   */
  public <T> T connect(Supplier<T> connecting) {
    try {
      return connecting.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    } catch (QbException e) {
      throw ConnectFailure.ofServer(service, e);
    }
  }

  /**
   * Connects, acts, and disconnects.
   *
   * @throws CommandFailedException if anything fails
   */
  public void use(Action action) {
    withVertx(
        vertx -> {
          try (var running = connect(() -> RunningService.connect(vertx, service))) {
            action.on(running);
          }
        });
  }
}
