package dev.pmxcfs.ipc.cli.corosync;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints whether this node has the quorum, and which nodes it hears. */
@Command(
    name = "status",
    description = "Prints whether this node is quorate, and the nodes it is in touch with.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Runnable {

  @Mixin private RunningCorosync running;

  @Option(names = "--json", description = "Prints an object of JSON.")
  private boolean json;

  @Override
  public void run() {
    running.ask(
        (vertx, corosync, answers) -> {
          ClusterStatus status = ClusterStatus.read(corosync, answers);
          StandardOutput.print(json ? List.of(status.toJson().encodePrettily()) : status.lines());
        });
  }
}
