package dev.pmxcfs.ipc.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the help of the program or of a command, as the command's own {@code --help} does. */
@Command(name = HelpCommand.NAME, description = "Prints what a command does and its options.")
final class HelpCommand implements Runnable {

  static final String NAME = "help";

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command, for example: config put.")
  private List<String> names = List.of();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine command = spec.parent().commandLine();
    for (String name : names) {
      CommandLine subcommand = command.getSubcommands().get(name);
      if (subcommand == null) {
        throw new ParameterException(command, UnknownCommand.message(command, name));
      }
      command = subcommand;
    }
    command.usage(spec.commandLine().getOut());
  }
}
