package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.admin.EntryStatus;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.config.place.ConfigPathConverter;
import dev.pmxcfs.ipc.cli.config.place.ConfigPlace;
import dev.pmxcfs.ipc.cli.config.place.ListedEntry;
import dev.pmxcfs.state.tree.ConfigPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what is known of a file or a directory. */
@Command(
    name = "stat",
    description = {
      "Prints type, size, version, writer and time of a file or a directory.",
      "The version is that of the tree at the last change of the entry, and grows with each; put"
          + " --if-version takes it. The writer is the node id in corosync, 0 without a cluster."
    },
    mixinStandardHelpOptions = true)
final class StatCommand implements Runnable {

  @Mixin private ConfigPlace source;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..1",
      converter = ConfigPathConverter.class,
      description = "The file or directory (default: the root, whose version is the tree's).")
  private ByteString path = ByteString.of("");

  @Option(names = "--json", description = "Prints an object of JSON.")
  private boolean isJson;

  @Override
  public void run() {
    source.read(
        files -> {
          EntryStatus status = files.status(path.toArray());
          var entry = new ListedEntry(new ConfigPath(path.toArray()).canonical(), status);
          StandardOutput.print(isJson ? List.of(entry.toJson().encodePrettily()) : lines(entry));
        });
  }

  private static List<String> lines(ListedEntry entry) {
    List<String> lines = new ArrayList<>();
    String path = "/" + new String(entry.path().toArray(), StandardCharsets.UTF_8);
    lines.add("path:      " + StandardOutput.name(path));
    lines.add("type:      " + entry.type());
    if (!entry.status().isDirectory()) {
      lines.add("size:      " + entry.status().size() + " bytes");
    }
    lines.add("version:   " + entry.version());
    lines.add("modified:  " + entry.localTime());
    lines.add("writer:    " + entry.writer());
    return lines;
  }
}
