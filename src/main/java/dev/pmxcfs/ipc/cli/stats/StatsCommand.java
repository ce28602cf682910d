package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.cli.base.RunningServiceOption;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.stats.PrometheusText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints a server's report. */
@Command(
    name = "stats",
    description = "Prints what a running server does and has done, as JSON.",
    mixinStandardHelpOptions = true)
public final class StatsCommand implements Runnable {

  @Mixin private RunningServiceOption service;

  @Option(
      names = "--prometheus",
      description = "Prints the text format of Prometheus, without individual connections.")
  private boolean prometheus;

  @Override
  public void run() {
    service.use(
        running -> {
          if (prometheus) {
            String text = new String(PrometheusText.of(running.report()), StandardCharsets.UTF_8);
            StandardOutput.print(text.lines().toList());
          } else {
            StandardOutput.print(List.of(running.reportAsSent().encodePrettily()));
          }
        });
  }
}
