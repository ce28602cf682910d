package dev.pmxcfs.server;

import dev.pmxcfs.server.config.ConfigCommand;
import dev.pmxcfs.server.modules.ModulesCommand;
import dev.pmxcfs.server.stats.StatsCommand;
import dev.pmxcfs.server.stats.TopCommand;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line. Standard output carries results alone; whatever goes wrong is one line on
 * standard error.
 *
 * <p>Status 0 is success, 1 a failure, 2 a command line that is not understood.
 */
@Command(
    name = PmxcfsIpc.NAME,
    description = "pmxcfs for libqb clients, over shared memory.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class)
public final class PmxcfsIpc implements Runnable {

  static final String NAME = "pmxcfs-ipc";

  private static final List<Class<?>> COMMANDS =
      List.of(
          ServeCommand.class,
          EchoCommand.class,
          CallCommand.class,
          ConfigCommand.class,
          ModulesCommand.class,
          StatsCommand.class,
          TopCommand.class);

  @Spec private CommandSpec spec;

  private PmxcfsIpc() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] arguments) {
    System.exit(commandLine(arguments).execute(arguments));
  }

  /**
   * The command line for arguments. If they name a command, it knows that one alone, since a start
   * would wait for the options of all the others to be read.
   */
  static CommandLine commandLine(String[] arguments) {
    var commandLine = new CommandLine(new PmxcfsIpc());
    commands(arguments).forEach(commandLine::addSubcommand);
    CommandLine call = commandLine.getSubcommands().get(CallCommand.NAME);
    if (call != null) {
      call.getHelpSectionMap()
          .put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> CallCommand.operationsForHelp());
    }
    return commandLine
        .setParameterExceptionHandler(PmxcfsIpc::notUnderstood)
        .setExecutionExceptionHandler(PmxcfsIpc::failed);
  }

  private static List<Class<?>> commands(String[] arguments) {
    return COMMANDS.stream()
        .filter(command -> arguments.length > 0 && nameOf(command).equals(arguments[0]))
        .findFirst()
        .<List<Class<?>>>map(List::of)
        .orElse(COMMANDS);
  }

  private static String nameOf(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int notUnderstood(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String help = command.getCommandSpec().qualifiedName() + " --help";
    print(command.getErr(), e.getMessage() + " (" + help + " tells more)");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (e instanceof CommandFailedException) {
      print(command.getErr(), e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw e;
  }

  private static void print(PrintWriter err, String message) {
    err.println(NAME + ": " + message.replaceAll("\\R\\s*", "; "));
    err.flush();
  }
}
