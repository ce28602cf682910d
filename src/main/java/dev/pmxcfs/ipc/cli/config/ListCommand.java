package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.admin.ConfigFiles;
import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.base.TextTable;
import dev.pmxcfs.ipc.cli.config.place.ConfigPathConverter;
import dev.pmxcfs.ipc.cli.config.place.ConfigPlace;
import dev.pmxcfs.ipc.cli.config.place.ListedEntry;
import io.vertx.core.json.JsonArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the names in a directory. */
@Command(
    name = "ls",
    description =
        "Prints the names in a directory, with a slash after those of directories, sorted by their"
            + " bytes. On a terminal names are quoted as ls quotes them.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Runnable {

  @Mixin private ConfigPlace source;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..1",
      converter = ConfigPathConverter.class,
      description = "The directory (default: the root).")
  private ByteString path = ByteString.of("");

  @Option(
      names = {"-l", "--long"},
      description = "Also prints type, size in bytes, version, writer and time of each entry.")
  private boolean isLong;

  @Option(
      names = {"-R", "--recursive"},
      description = "Prints what is in directories below it as well, by their paths.")
  private boolean isRecursive;

  @Option(names = "--json", description = "Prints an array of objects with all that -l shows.")
  private boolean isJson;

  @Override
  public void run() {
    source.read(
        files -> {
          if (isJson) {
            var array = new JsonArray();
            entries(files).forEach(entry -> array.add(entry.toJson()));
            StandardOutput.print(List.of(array.encodePrettily()));
          } else {
            StandardOutput.print(isLong ? table(entries(files)) : names(files));
          }
        });
  }

  private List<ListedEntry> entries(ConfigFiles files) throws RefusedException, IOException {
    return ListedEntry.in(files, path, isRecursive);
  }

  private byte[] names(ConfigFiles files) throws RefusedException, IOException {
    Collection<ByteString> names =
        isRecursive
            ? entries(files).stream().map(ListedEntry::path).toList()
            : files.list(path.toArray());
    var lines = new ByteArrayOutputStream();
    for (ByteString name : names) {
      addName(name, lines);
    }
    return lines.toByteArray();
  }

  /** Names are bytes, and last: nothing has to be as wide as they are. */
  private static byte[] table(List<ListedEntry> entries) {
    var table = new TextTable("TYPE", ">SIZE", ">VERSION", ">WRITER", "MODIFIED           ");
    for (ListedEntry entry : entries) {
      table.row(
          entry.type(),
          entry.status().isDirectory() ? "-" : entry.status().size(),
          entry.version(),
          entry.writer(),
          entry.localTime());
    }
    List<String> columns = table.lines();
    var lines = new ByteArrayOutputStream();
    lines.writeBytes(bytes(columns.get(0) + "             NAME\n"));
    for (int i = 0; i < entries.size(); i++) {
      lines.writeBytes(bytes(columns.get(i + 1) + "  "));
      addName(entries.get(i).path(), lines);
    }
    return lines.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void addName(ByteString name, ByteArrayOutputStream lines) {
    lines.writeBytes(StandardOutput.name(name.toArray()));
    lines.write('\n');
  }
}
