package dev.pmxcfs.ipc.cli;

import dev.pmxcfs.ipc.cli.serve.EchoCommand;
import dev.pmxcfs.ipc.cli.serve.ServeCommand;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes options that the command line does not have from the environment: those of the commands
 * that start a service, and of all commands the service's name. {@code --rrd-directory} is the
 * variable {@code PMXCFS_IPC_RRD_DIRECTORY}.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {

  private static final String PREFIX = "PMXCFS_IPC_";
  private static final Set<String> COMMANDS = Set.of(ServeCommand.NAME, EchoCommand.NAME);
  private static final String OPTION_OF_ALL = "--service";

  private final UnaryOperator<String> environment;

  /**
   * @param environment gives the value of a variable, or null
   */
  EnvironmentDefaults(UnaryOperator<String> environment) {
    this.environment = environment;
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (argument instanceof OptionSpec option && isOffered(option)) {
      return environment.apply(variable(option));
    }
    return null;
  }

  private static boolean isOffered(OptionSpec option) {
    if (option.usageHelp() || option.versionHelp()) {
      return false;
    }
    return COMMANDS.contains(option.command().name()) || option.longestName().equals(OPTION_OF_ALL);
  }

  private static String variable(OptionSpec option) {
    String name = option.longestName().replaceFirst("^-+", "").replace('-', '_');
    return PREFIX + name.toUpperCase(Locale.ROOT);
  }
}
