package dev.pmxcfs.ipc.cli.corosync;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cmap.CmapEntry;
import io.vertx.core.json.JsonArray;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints keys with their values. */
@Command(
    name = "list",
    description = "Prints keys with their types and values, as corosync-cmapctl does.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Runnable {

  @Mixin private RunningCorosync running;

  @Option(names = "--json", description = "Prints an array of JSON, with an object for each key.")
  private boolean json;

  @Parameters(
      paramLabel = "PREFIX",
      arity = "0..1",
      description = "What the keys begin with, such as runtime.members. (default: all keys).")
  private String prefix = "";

  @Override
  public void run() {
    running.ask(
        (vertx, corosync, answers) -> {
          Cmap cmap = answers.await(corosync.cmap());
          List<CmapEntry> entries = answers.await(cmap.list(prefix));
          if (json) {
            var array = new JsonArray();
            entries.forEach(entry -> array.add(MapEntry.json(entry)));
            StandardOutput.print(List.of(array.encodePrettily()));
          } else if (!entries.isEmpty()) {
            StandardOutput.print(entries.stream().map(CmapEntry::toString).toList());
          }
        });
  }
}
