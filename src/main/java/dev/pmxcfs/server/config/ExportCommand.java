package dev.pmxcfs.server.config;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes all configuration files, as they are at one moment, to a directory. */
@Command(
    name = "export",
    description = "Writes all files to a directory, which is made or has to be empty.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Runnable {

  @Mixin private ConfigSource source;

  @Parameters(paramLabel = "DIR")
  private Path directory;

  @Override
  public void run() {
    try (var progress = Progress.of("files")) {
      source.useExisting(
          files ->
              new ExportedDirectoryWriter(files, count -> progress.show("wrote", count))
                  .write(directory));
    }
  }
}
