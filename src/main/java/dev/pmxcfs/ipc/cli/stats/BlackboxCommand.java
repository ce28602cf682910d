package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.blackbox.Entry;
import dev.pmxcfs.ipc.cli.base.RunningServiceOption;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import io.vertx.core.json.JsonArray;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what a server has kept of its past. */
@Command(
    name = "blackbox",
    description = {
      "Prints the latest events of a running server, the oldest first: connections, refusals, swaps"
          + " of modules, slow requests (from 50 ms on), changes of the configuration, and what"
          + " changed in the cluster; 64 of each kind.",
      "SIGUSR1 has the server print the same to its standard error."
    },
    mixinStandardHelpOptions = true)
public final class BlackboxCommand implements Runnable {

  @Mixin private RunningServiceOption service;

  @Option(names = "--json", description = "Prints an array of objects instead of lines.")
  private boolean json;

  @Override
  public void run() {
    service.use(
        running -> {
          List<Entry> entries = running.latestEvents();
          StandardOutput.print(
              json
                  ? List.of(
                      new JsonArray(entries.stream().map(Entry::toJson).toList()).encodePrettily())
                  : entries.stream().map(Entry::toString).toList());
        });
  }
}
