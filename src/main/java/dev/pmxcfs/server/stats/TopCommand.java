package dev.pmxcfs.server.stats;

import dev.pmxcfs.server.RunningServiceOption;
import dev.pmxcfs.server.StandardOutput;
import dev.pmxcfs.server.admin.RefusedException;
import dev.pmxcfs.server.admin.RunningService;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what a server does just now, again and again, until it is interrupted. */
@Command(
    name = "top",
    description = "Shows a running server's operations and connections, the busiest first.",
    footer = "Where standard output is not a terminal, it shows them once. Ctrl-C ends it.",
    mixinStandardHelpOptions = true)
public final class TopCommand implements Runnable {

  @Mixin private RunningServiceOption service;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "The time that a view is about (default: ${DEFAULT-VALUE}).")
  private double interval;

  @Option(names = "--once", description = "Shows one interval, and ends.")
  private boolean once;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    if (!(interval > 0)) {
      throw new ParameterException(command.commandLine(), "--interval must be > 0: " + interval);
    }
    service.use(
        running -> {
          Optional<Terminal> terminal = once ? Optional.empty() : Terminal.ofStandardOutput();
          if (terminal.isPresent()) {
            show(running, terminal.get());
          } else {
            ServiceReport first = running.report();
            StandardOutput.print(nextView(running, first).lines());
          }
        });
  }

  private void show(RunningService running, Terminal terminal)
      throws RefusedException, IOException {
    ServiceReport before = running.report();
    while (true) {
      TopView view = nextView(running, before);
      terminal.show(view.lines());
      before = view.report();
    }
  }

  private TopView nextView(RunningService running, ServiceReport before)
      throws RefusedException, IOException {
    LockSupport.parkNanos((long) (interval * TimeUnit.SECONDS.toNanos(1)));
    return new TopView(before, running.report());
  }
}
