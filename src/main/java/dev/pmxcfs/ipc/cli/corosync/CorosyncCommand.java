package dev.pmxcfs.ipc.cli.corosync;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands for this node's corosync. */
@Command(
    name = "corosync",
    description = "Shows the cluster as this node's corosync sees it.",
    mixinStandardHelpOptions = true,
    subcommands = {
      StatusCommand.class,
      MembersCommand.class,
      CmapCommand.class,
      WatchCommand.class
    })
public final class CorosyncCommand implements Runnable {

  @Spec private CommandSpec command;

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }
}
