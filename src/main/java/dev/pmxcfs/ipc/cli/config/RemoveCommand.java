package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.cli.config.place.ConfigPathConverter;
import dev.pmxcfs.ipc.cli.config.place.ConfigPlace;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.tree.ConfigPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Deletes a file or an empty directory. */
@Command(
    name = "rm",
    description = "Deletes a file or an empty directory.",
    mixinStandardHelpOptions = true)
final class RemoveCommand implements Runnable {

  @Mixin private ConfigPlace source;

  @Parameters(
      paramLabel = "PATH",
      converter = ConfigPathConverter.class,
      description = "What is deleted.")
  private ByteString path;

  @Override
  public void run() {
    source.useExisting(files -> files.change(new DeleteEntry(new ConfigPath(path.toArray()))));
  }
}
