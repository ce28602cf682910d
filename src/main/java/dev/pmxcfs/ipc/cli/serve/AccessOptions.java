package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.server.PmxcfsServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options that say who may connect besides the server's owner. */
@Command(optionListHeading = "%nWho may connect:%n")
final class AccessOptions {

  @Option(
      names = "--group",
      paramLabel = "NAME",
      defaultValue = PmxcfsServerOptions.DEFAULT_GROUP,
      description = "The group whose members may read (default: ${DEFAULT-VALUE}).")
  private String group;

  void addTo(PmxcfsServerOptions options) {
    options.setGroup(group);
  }
}
