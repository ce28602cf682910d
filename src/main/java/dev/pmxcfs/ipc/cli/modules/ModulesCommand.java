package dev.pmxcfs.ipc.cli.modules;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands for a running server's modules of operations. */
@Command(
    name = "modules",
    description = "Shows and changes the operations of a running server.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ListCommand.class,
      SwapCommand.class,
      RollbackCommand.class,
      UnloadCommand.class
    })
public final class ModulesCommand implements Runnable {

  @Spec private CommandSpec command;

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }
}
