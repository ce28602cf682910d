package dev.pmxcfs.ipc.cli;

import dev.pmxcfs.ipc.cli.base.LogLevelConverter;
import dev.pmxcfs.ipc.cli.base.RunningServiceOption;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.log.LogLevels;
import java.util.List;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints or changes how much a running server logs. */
@Command(
    name = "log",
    description = "Prints or changes the log level of a running server.",
    mixinStandardHelpOptions = true)
final class LogCommand implements Runnable {

  @Mixin private RunningServiceOption service;

  @Parameters(
      arity = "0..1",
      paramLabel = "LEVEL",
      converter = LogLevelConverter.class,
      description = "error, warn, info, debug, or trace, which includes the libraries' messages.")
  private Level level;

  @Override
  public void run() {
    service.use(
        running -> {
          if (level != null) {
            running.setLogLevel(level);
          } else {
            StandardOutput.print(List.of(LogLevels.name(running.logLevel())));
          }
        });
  }
}
