package dev.pmxcfs.ipc.cli.corosync;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints all nodes of the cluster. */
@Command(
    name = "members",
    description = "Prints all nodes of the cluster, those too that cannot be reached.",
    mixinStandardHelpOptions = true)
final class MembersCommand implements Runnable {

  @Mixin private RunningCorosync running;

  @Option(names = "--json", description = "Prints an array of JSON, with an object for each node.")
  private boolean json;

  @Override
  public void run() {
    running.ask(
        (vertx, corosync, answers) -> {
          ClusterStatus status = ClusterStatus.read(corosync, answers);
          StandardOutput.print(
              json ? List.of(status.nodesToJson().encodePrettily()) : status.table());
        });
  }
}
