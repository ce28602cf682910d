package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.cli.base.ModuleOptions;
import dev.pmxcfs.ipc.modules.ModuleDirectory;
import dev.pmxcfs.ipc.server.PmxcfsServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The modules that a server puts in service at its start, and later. */
@Command(optionListHeading = "%nOperations:%n")
final class ServedModuleOptions extends ModuleOptions {

  @Option(
      names = "--watch-modules",
      description = "Swaps in each jar that is added to that directory or replaced there.")
  private boolean watched;

  /**
   * @throws IllegalArgumentException if there is no directory
   */
  void addTo(PmxcfsServerOptions options) {
    ModuleDirectory directory =
        directory().orElseThrow(() -> new IllegalArgumentException("--modules is missing"));
    options.setModules(directory.toString()).setWatchModules(watched);
  }
}
