package dev.pmxcfs.ipc.cli.config;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands for configuration files. */
@Command(
    name = "config",
    description = "Reads and changes the configuration files.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ListCommand.class,
      StatCommand.class,
      CatCommand.class,
      PutCommand.class,
      RemoveCommand.class,
      MoveCommand.class,
      MakeDirectoryCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      CheckCommand.class
    })
public final class ConfigCommand implements Runnable {

  @Spec private CommandSpec command;

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }
}
