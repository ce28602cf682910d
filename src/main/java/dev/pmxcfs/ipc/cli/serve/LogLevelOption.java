package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.ipc.cli.base.LogLevelConverter;
import dev.pmxcfs.ipc.log.LogLevels;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The option that says how much a service logs. */
@Command(optionListHeading = "%nLog:%n")
final class LogLevelOption {

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      converter = LogLevelConverter.class,
      description =
          "The level from which to log: error, warn, info, debug, or trace, which includes the"
              + " libraries' messages (default: ${DEFAULT-VALUE}).")
  private Level level;

  /** Logs so from now on. */
  void apply() {
    LogLevels.set(level);
  }
}
