package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.config.place.ConfigPlace;
import dev.pmxcfs.ipc.text.PrintableText;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes all configuration files, as they are at one moment, to a directory. */
@Command(
    name = "export",
    description = {
      "Writes all files to a new or empty directory.",
      "If the database is damaged, writes what can be read, prints the faults, and ends with status 1."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Runnable {

  @Mixin private ConfigPlace source;

  @Parameters(paramLabel = "DIR", description = "The directory to be written, new or empty.")
  private Path directory;

  @Spec private CommandSpec command;

  private int faults;

  @Override
  public void run() {
    try (var progress = Progress.of("files")) {
      source.salvage(
          files ->
              new ExportedDirectoryWriter(files, count -> progress.show("wrote", count), this::note)
                  .write(directory),
          fault -> {
            if (fault.refused()) {
              note(fault.what());
            }
          });
    }
    if (faults > 0) {
      throw new CommandFailedException(
          directory
              + ": not everything could be written because of the "
              + (faults == 1 ? "fault" : faults + " faults")
              + " above");
    }
  }

  private void note(String fault) {
    faults++;
    PrintWriter err = command.commandLine().getErr();
    err.println(PrintableText.oneLine(fault));
    err.flush();
  }
}
