package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.ipc.cli.config.backup.BackupCommand;
import dev.pmxcfs.ipc.cli.config.diff.DiffCommand;
import dev.pmxcfs.ipc.cli.config.edit.EditCommand;
import dev.pmxcfs.ipc.cli.config.lock.LockCommand;
import dev.pmxcfs.ipc.cli.config.watch.WatchCommand;
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
      EditCommand.class,
      RemoveCommand.class,
      MoveCommand.class,
      MakeDirectoryCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      WatchCommand.class,
      LockCommand.class,
      BackupCommand.class,
      DiffCommand.class,
      InitCommand.class,
      CheckCommand.class
    })
public final class ConfigCommand implements Runnable {

  @Spec private CommandSpec command;

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }
}
