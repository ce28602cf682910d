package dev.pmxcfs.server.config;

import dev.pmxcfs.server.CommandFailedException;
import dev.pmxcfs.state.ImportedEntry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings in all files of a directory, such as a copy of {@code /etc/pve}. */
@Command(
    name = "import",
    description = "Brings in all files of a directory, or none of them.",
    mixinStandardHelpOptions = true)
final class ImportCommand implements Runnable {

  @Mixin private ConfigSource source;

  @Parameters(paramLabel = "DIR")
  private Path directory;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    try (var progress = Progress.of("files")) {
      List<ImportedEntry> entries = entries(progress);
      source.useOrCreate(
          files -> files.importAll(entries, count -> progress.show("sent", count, entries.size())));
    }
  }

  private List<ImportedEntry> entries(Progress progress) {
    try {
      return ImportedDirectoryReader.read(
          directory, count -> progress.show("read", count), this::note);
    } catch (IOException e) {
      throw new CommandFailedException("cannot read " + e.getMessage(), e);
    }
  }

  private void note(String note) {
    PrintWriter err = command.commandLine().getErr();
    err.println(note);
    err.flush();
  }
}
