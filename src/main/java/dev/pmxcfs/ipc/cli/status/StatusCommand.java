package dev.pmxcfs.ipc.cli.status;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.ExitStatus;
import dev.pmxcfs.ipc.cli.base.RunningServiceOption;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.stats.ServiceReport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints how a server is. */
@Command(
    name = "status",
    description = {
      "Prints how a running server is: what is wrong with it and what to do about that, what it"
          + " serves, since when and by which versions, locks, clients, mount and cluster.",
      "Ends with status 0 if nothing is wrong, 8 if something is, and 3 if it does not run."
    },
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Runnable {

  /** What is too long for a glance; the command stats has it. */
  private static final List<String> DETAILS = List.of("operations", "connections", "health");

  @Mixin private RunningServiceOption service;

  @Option(
      names = "--json",
      description =
          "Prints an object: well, faults with check, reason and remedy, and what stats has but"
              + " for single operations and connections.")
  private boolean isJson;

  @Override
  public void run() {
    service.use(
        running -> {
          ServiceReport report = running.report();
          List<ServerFault> faults = ServerFault.of(report.health());
          StandardOutput.print(
              isJson
                  ? List.of(json(report, faults).encodePrettily())
                  : StatusView.lines(report, faults, Instant.now()));
          if (!faults.isEmpty()) {
            throw new CommandFailedException(
                ExitStatus.UNWELL,
                "the server "
                    + report.service()
                    + " has "
                    + Words.count(faults.size(), "faults")
                    + ": "
                    + faults.get(0).reason());
          }
        });
  }

  private static JsonObject json(ServiceReport report, List<ServerFault> faults) {
    var json =
        new JsonObject()
            .put("well", faults.isEmpty())
            .put("faults", new JsonArray(faults.stream().map(ServerFault::toJson).toList()));
    json.mergeIn(report.toJson());
    DETAILS.forEach(json::remove);
    return json;
  }
}
