package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.ModuleOptions;
import dev.pmxcfs.ipc.modules.ModuleDirectory;
import dev.pmxcfs.ipc.modules.ModuleWatch;
import dev.pmxcfs.ipc.modules.ServedModules;
import dev.pmxcfs.state.failure.Reason;
import io.vertx.core.Vertx;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The modules that a server puts in service at its start, and later. */
@Command(optionListHeading = "%nOperations:%n")
final class ServedModuleOptions extends ModuleOptions {

  private static final String FAILURE = "cannot load the operations";

  @Option(
      names = "--watch-modules",
      description = "Swaps in each jar of that directory that is added or replaced.")
  private boolean watched;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Checks what can be checked before a start.
   *
   * @throws ParameterException if there is no directory
   */
  void check() {
    if (directory().isEmpty()) {
      throw new ParameterException(command.commandLine(), "--modules is missing");
    }
  }

  /**
   * Loads all modules of the directory, and watches it if that is wanted.
   *
   * @throws CommandFailedException if one of them is refused
   */
  void load(ServiceProcess process, Vertx vertx, ServedModules modules) {
    ModuleDirectory directory = directory().orElseThrow();
    if (!watched) {
      process.await(directory.load(modules), FAILURE);
      return;
    }
    // before they are read: what changes meanwhile is swapped in
    ModuleWatch watch = watch(vertx, directory, modules);
    process.await(directory.load(modules), FAILURE);
    process.atEnd("the watch of modules", watch::close);
    watch.start();
  }

  private static ModuleWatch watch(Vertx vertx, ModuleDirectory directory, ServedModules modules) {
    try {
      return new ModuleWatch(vertx, directory, modules);
    } catch (IOException e) {
      throw new CommandFailedException(FAILURE + ": " + Reason.withFile(e), e);
    }
  }
}
