package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.cli.config.place.ConfigPathConverter;
import dev.pmxcfs.ipc.cli.config.place.ConfigPlace;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.tree.ConfigPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Moves a file or an empty directory. */
@Command(
    name = "mv",
    description = "Moves a file or an empty directory, replacing what is at the new path.",
    mixinStandardHelpOptions = true)
final class MoveCommand implements Runnable {

  @Mixin private ConfigPlace source;

  @Parameters(
      index = "0",
      paramLabel = "PATH",
      converter = ConfigPathConverter.class,
      description = "What is moved.")
  private ByteString from;

  @Parameters(
      index = "1",
      paramLabel = "NEW-PATH",
      converter = ConfigPathConverter.class,
      description = "Where it is afterwards, with its name.")
  private ByteString to;

  @Override
  public void run() {
    source.useExisting(
        files ->
            files.change(
                new RenameEntry(new ConfigPath(from.toArray()), new ConfigPath(to.toArray()))));
  }
}
