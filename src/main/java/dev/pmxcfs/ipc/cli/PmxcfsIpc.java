package dev.pmxcfs.ipc.cli;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.ExitStatus;
import dev.pmxcfs.ipc.cli.base.OutputClosedException;
import dev.pmxcfs.ipc.cli.call.CallCommand;
import dev.pmxcfs.ipc.cli.config.ConfigCommand;
import dev.pmxcfs.ipc.cli.corosync.CorosyncCommand;
import dev.pmxcfs.ipc.cli.modules.ModulesCommand;
import dev.pmxcfs.ipc.cli.selftest.SelftestCommand;
import dev.pmxcfs.ipc.cli.serve.EchoCommand;
import dev.pmxcfs.ipc.cli.serve.ServeCommand;
import dev.pmxcfs.ipc.cli.stats.BlackboxCommand;
import dev.pmxcfs.ipc.cli.stats.StatsCommand;
import dev.pmxcfs.ipc.cli.stats.TopCommand;
import dev.pmxcfs.ipc.cli.status.StatusCommand;
import dev.pmxcfs.ipc.log.StandardError;
import dev.pmxcfs.ipc.text.PrintableText;
import dev.pmxcfs.ipc.version.ProgramVersion;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Standard output carries results alone; whatever goes wrong is one line on
 * standard error.
 *
 * <p>{@link ExitStatus} has how a command ends.
 */
@Command(
    name = ProgramVersion.NAME,
    description = "Serves pmxcfs to libqb clients over shared memory.",
    mixinStandardHelpOptions = true)
public final class PmxcfsIpc implements Runnable {

  private static final List<Class<?>> COMMANDS =
      List.of(
          ServeCommand.class,
          EchoCommand.class,
          CallCommand.class,
          ConfigCommand.class,
          ModulesCommand.class,
          StatusCommand.class,
          StatsCommand.class,
          TopCommand.class,
          BlackboxCommand.class,
          LogCommand.class,
          CorosyncCommand.class,
          SelftestCommand.class,
          HelpCommand.class);

  /** The least that picocli lays help out for. */
  private static final int MIN_COLUMNS = 55;

  private static final String STATUS_HEADING = "%nExit status%n";

  private static final Pattern COLUMNS = Pattern.compile("[1-9]\\d{0,3}");

  @Spec private CommandSpec spec;

  private PmxcfsIpc() {}

  /** Runs a command and ends the process with its status. */
  public static void main(String[] arguments) {
    StandardError.takeOver();
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    CommandLine commandLine = commandLine(arguments);
    for (String argument : arguments) {
      // or picocli would try to read it
      if (argument.startsWith("@") && Files.isDirectory(Path.of(argument.substring(1)))) {
        print(
            commandLine.getErr(),
            argument.substring(1) + ": is a directory, not a file of options");
        return ExitStatus.NOT_UNDERSTOOD.code();
      }
    }
    return commandLine.execute(arguments);
  }

  /**
   * The command line for arguments. If they name a command, it knows that one alone, since a start
   * would wait for the options of all the others to be read.
   */
  public static CommandLine commandLine(String[] arguments) {
    var commandLine = new CommandLine(new PmxcfsIpc());
    commands(arguments).forEach(commandLine::addSubcommand);
    CommandLine call = commandLine.getSubcommands().get(CallCommand.NAME);
    if (call != null) {
      call.getHelpSectionMap()
          .put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> CallCommand.operationsForHelp());
    }
    furnish(commandLine);
    List.of(ServeCommand.NAME, EchoCommand.NAME).forEach(name -> group(commandLine, name));
    return commandLine
        .setDefaultValueProvider(new EnvironmentDefaults(System::getenv))
        // a file of options comes first, and single ones behind it go before
        .setOverwrittenOptionsAllowed(true)
        .setParameterExceptionHandler(PmxcfsIpc::notUnderstood)
        .setExecutionExceptionHandler(PmxcfsIpc::failed);
  }

  /** Shows the many options of a command in groups. */
  private static void group(CommandLine commandLine, String command) {
    CommandLine subcommand = commandLine.getSubcommands().get(command);
    if (subcommand != null) {
      Map<String, IHelpSectionRenderer> sections = subcommand.getHelpSectionMap();
      sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, help -> "");
      sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionGroups());
    }
  }

  /** Gives all commands what each of them has to have. */
  private static void furnish(CommandLine command) {
    command.getCommandSpec().versionProvider(() -> new String[] {ProgramVersion.text()});
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    String columns = Objects.requireNonNullElse(System.getenv("COLUMNS"), "");
    if (COLUMNS.matcher(columns).matches()) {
      usage.width(Math.max(MIN_COLUMNS, Integer.parseInt(columns)));
    } else {
      usage.autoWidth(true);
    }
    if (usage.exitCodeList().isEmpty()) {
      usage.exitCodeListHeading(STATUS_HEADING).exitCodeList(ExitStatus.meanings());
      if (command.getParent() != null) {
        // manuals have it with each command, and help with the program alone
        command.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING);
        command.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST);
      }
    }
    command.getSubcommands().values().forEach(PmxcfsIpc::furnish);
  }

  private static List<Class<?>> commands(String[] arguments) {
    return COMMANDS.stream()
        .filter(command -> command != HelpCommand.class)
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
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int notUnderstood(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String help = command.getCommandSpec().qualifiedName() + " --help";
    String message =
        e instanceof UnmatchedArgumentException unmatched ? unmatched(unmatched) : e.getMessage();
    print(command.getErr(), message + " (see " + help + ")");
    return ExitStatus.NOT_UNDERSTOOD.code();
  }

  /** An argument that names a file of options is taken as it is where there is no such file. */
  private static String unmatched(UnmatchedArgumentException e) {
    return e.getUnmatched().stream()
        .filter(argument -> argument.startsWith("@"))
        .findFirst()
        .map(argument -> argument.substring(1) + ": no such file of options")
        .orElseGet(() -> UnknownCommand.message(e));
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (e instanceof CommandFailedException failure) {
      if (!(e instanceof OutputClosedException)) {
        print(command.getErr(), e.getMessage());
      }
      return failure.status().code();
    }
    throw e;
  }

  private static void print(PrintWriter err, String message) {
    err.println(
        ProgramVersion.NAME + ": " + PrintableText.oneLine(message.replaceAll("\\R\\s*", "; ")));
    err.flush();
  }
}
