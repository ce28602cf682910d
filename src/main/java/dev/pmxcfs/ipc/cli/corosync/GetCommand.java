package dev.pmxcfs.ipc.cli.corosync;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.ExitStatus;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cmap.CmapEntry;
import dev.qbipc.corosync.cmap.CmapValue;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a key's value. */
@Command(
    name = "get",
    description = "Prints the value of a key; bytes in hexadecimal digits.",
    mixinStandardHelpOptions = true)
final class GetCommand implements Runnable {

  @Mixin private RunningCorosync running;

  @Option(names = "--json", description = "Prints an object of JSON, with the key and the type.")
  private boolean json;

  @Parameters(paramLabel = "KEY", description = "Such as totem.cluster_name.")
  private String key;

  @Override
  public void run() {
    running.ask(
        (vertx, corosync, answers) -> {
          Cmap cmap = answers.await(corosync.cmap());
          var entry = new CmapEntry(key, value(cmap, answers));
          StandardOutput.print(
              List.of(json ? MapEntry.json(entry).encode() : entry.value().toString()));
        });
  }

  private CmapValue value(Cmap cmap, Answers answers) {
    try {
      return answers.await(cmap.get(key));
    } catch (CorosyncException e) {
      if (e.error() == CorosyncError.NOT_EXIST) {
        throw new CommandFailedException(
            ExitStatus.NOT_FOUND, "corosync's map has no key " + key, e);
      }
      throw e;
    }
  }
}
