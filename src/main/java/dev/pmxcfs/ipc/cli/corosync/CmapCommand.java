package dev.pmxcfs.ipc.cli.corosync;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands for corosync's map of keys. */
@Command(
    name = "cmap",
    description = "Reads corosync's map: its configuration and its state.",
    mixinStandardHelpOptions = true,
    subcommands = {GetCommand.class, ListCommand.class})
final class CmapCommand implements Runnable {

  @Spec private CommandSpec command;

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }
}
