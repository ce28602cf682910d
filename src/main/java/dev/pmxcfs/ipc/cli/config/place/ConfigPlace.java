package dev.pmxcfs.ipc.cli.config.place;

import dev.pmxcfs.ipc.admin.ConfigFiles;
import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.admin.RunningService;
import dev.pmxcfs.ipc.admin.ServedFiles;
import dev.pmxcfs.ipc.admin.StoredFiles;
import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.ConnectFailure;
import dev.pmxcfs.ipc.cli.base.Defaults;
import dev.pmxcfs.ipc.cli.base.EpollVertx;
import dev.pmxcfs.ipc.cli.base.ExitStatus;
import dev.pmxcfs.state.SourceStatus;
import dev.pmxcfs.state.database.DatabaseContents;
import dev.pmxcfs.state.database.Fault;
import dev.pmxcfs.state.failure.Reason;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.qbipc.QbException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Where the configuration files are: with a running server, or else in a database that no server
 * has. A command that is told neither asks the default service first and then takes the default
 * database.
 */
public final class ConfigPlace {

  @ArgGroup private Place place = new Place();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The two places, of which a command line names one at most. */
  static final class Place {

    @Option(
        names = "--db",
        paramLabel = "FILE",
        description = "A database, which no server may have open if it is to be changed.")
    private Path database;

    @Option(
        names = "--service",
        paramLabel = "NAME",
        description =
            "The service of the running server (default: "
                + Defaults.SERVICE
                + " if it is running, else data/config.db in a checkout).")
    private String service;
  }

  /** What a command does with the files. */
  @FunctionalInterface
  public interface Action {

    /**
     * @throws RefusedException if the files refuse it
     * @throws IOException if something else does; its message says what
     */
    void on(ConfigFiles files) throws RefusedException, IOException;
  }

  /** How a database is opened, and closed after an action. */
  @FunctionalInterface
  private interface Opening {
    void openFor(Path database, Action action) throws RefusedException, IOException;
  }

  /**
   * Opens the files to be read, and closes them after an action. A database may be in use; nothing
   * of it or beside it is changed.
   *
   * @throws CommandFailedException if anything fails
   */
  public void read(Action action) {
    use(
        action,
        (database, reading) ->
            reading.on(StoredFiles.of(DatabaseContents.readSound(database).tree())));
  }

  /** As {@link #read}, but a missing database counts as one without files. */
  public void readOrNothing(Action action) {
    use(
        action,
        (database, reading) -> {
          boolean missing = Files.notExists(database);
          ConfigTree tree =
              missing ? ConfigTree.empty(0, 0) : DatabaseContents.readSound(database).tree();
          reading.on(StoredFiles.of(tree));
        });
  }

  /**
   * As {@link #read}, but of a database that is not sound all that can be read.
   *
   * @param faults takes what is wrong with the database
   */
  public void salvage(Action action, Consumer<Fault> faults) {
    use(
        action,
        (database, reading) -> {
          DatabaseContents contents = DatabaseContents.read(database);
          contents.faults().forEach(faults);
          reading.on(StoredFiles.of(contents.tree()));
        });
  }

  /**
   * Opens the files, which have to be there, to be changed, and closes them after an action.
   *
   * @throws CommandFailedException if anything fails
   */
  public void useExisting(Action action) {
    use(
        action,
        (database, change) -> {
          if (Files.notExists(database)) {
            throw new CommandFailedException(
                ExitStatus.NOT_FOUND, database + ": there is no such database");
          }
          useDatabase(database, change);
        });
  }

  /** As {@link #useExisting}, but creates a missing database. */
  public void useOrCreate(Action action) {
    use(action, ConfigPlace::useDatabase);
  }

  private void use(Action action, Opening opening) {
    try {
      if (place.database != null) {
        opening.openFor(place.database, action);
      } else if (!useServer(action)) {
        opening.openFor(defaultDatabase(), action);
      }
    } catch (RefusedException e) {
      throw CommandFailedException.of(e);
    } catch (IOException e) {
      throw CommandFailedException.of(Reason.withFile(e), e);
    }
  }

  /**
   * The database, also where a running server has it.
   *
   * @throws CommandFailedException if a running server has none
   */
  public Path database() {
    if (place.database != null) {
      return place.database;
    }
    Vertx vertx = EpollVertx.start(1);
    try (RunningService running = connected(() -> RunningService.connect(vertx, service()))) {
      return running == null ? defaultDatabase() : databaseOf(running);
    } catch (RefusedException e) {
      throw CommandFailedException.of(e);
    } catch (IOException e) {
      throw CommandFailedException.of(e.getMessage(), e);
    } finally {
      vertx.close().await();
    }
  }

  private static Path databaseOf(RunningService running) throws RefusedException, IOException {
    SourceStatus source = running.report().state().source();
    if (source.writes().isEmpty()) {
      throw new CommandFailedException(
          "the server "
              + running.service()
              + " has no database: it serves the directory "
              + source.path());
    }
    return Path.of(source.path());
  }

  private static void useDatabase(Path file, Action action) throws RefusedException, IOException {
    try (ConfigFiles files = StoredFiles.open(file)) {
      action.on(files);
    }
  }

  /** False if no service was named and the default one does not run. */
  private boolean useServer(Action action) throws RefusedException, IOException {
    Vertx vertx = EpollVertx.start(1);
    try (ConfigFiles files = connected(() -> ServedFiles.connect(vertx, service()))) {
      if (files == null) {
        return false;
      }
      action.on(files);
      return true;
    } finally {
      vertx.close().await();
    }
  }

  private String service() {
    return place.service != null ? place.service : Defaults.SERVICE;
  }

  /** Null if no service was named and the default one does not run. */
  private <T> T connected(Supplier<T> connecting) {
    try {
      return connecting.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    } catch (QbException e) {
      if (place.service == null && ConnectFailure.isNotRunning(e)) {
        return null;
      }
      throw ConnectFailure.ofServer(service(), e);
    }
  }

  private Path defaultDatabase() {
    return Defaults.databaseWithoutServer()
        .orElseThrow(
            () ->
                new CommandFailedException(
                    ExitStatus.NOT_RUNNING,
                    "no server "
                        + Defaults.SERVICE
                        + " is running here; start it, or name a database with --db"));
  }
}
