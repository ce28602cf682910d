package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.cli.base.RunningServiceOption;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what a server does just now, again and again, until it is told to end. */
@Command(
    name = "top",
    description = "Shows a running server's operations and connections, the busiest first.",
    footer = {
      "",
      "On a terminal, 1 to 5 or Tab choose what is shown (all, operations, connections, cluster,"
          + " log), s changes the order, / filters, ? shows the keys, and q quits; when the server"
          + " ends, top waits for the next one. If standard output is not a terminal, one interval is"
          + " shown."
    },
    mixinStandardHelpOptions = true)
public final class TopCommand implements Runnable {

  private static final double MIN_INTERVAL = 0.1;
  private static final double MAX_INTERVAL = 3600;

  @Mixin private RunningServiceOption service;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "The time that each view covers, 0.1 to 3600 (default: ${DEFAULT-VALUE}).")
  private double interval;

  @Option(names = "--once", description = "Shows one interval and ends.")
  private boolean once;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    if (!(interval >= MIN_INTERVAL && interval <= MAX_INTERVAL)) {
      throw new ParameterException(
          command.commandLine(), "--interval must be 0.1 to 3600: " + interval);
    }
    service.use(
        running -> {
          Optional<Terminal> terminal = once ? Optional.empty() : Terminal.ofStandardOutput();
          if (terminal.isPresent()) {
            try (var keys = Keys.of(terminal.get())) {
              new TopScreen(running, terminal.get(), keys, nanos()).show();
            }
          } else {
            var before = Sample.of(running.report());
            LockSupport.parkNanos(nanos());
            StandardOutput.print(
                new TopView(before, Sample.of(running.report()))
                    .lines(TopChoice.FIRST, "", List.of()));
          }
        });
  }

  private long nanos() {
    return (long) (interval * TimeUnit.SECONDS.toNanos(1));
  }
}
