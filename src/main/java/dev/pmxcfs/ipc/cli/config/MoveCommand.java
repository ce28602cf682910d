package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.RenameEntry;
import dev.pmxcfs.state.tree.ConfigPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives a file or an empty directory another path. */
@Command(
    name = "mv",
    description = "Gives a file or an empty directory another path, in place of what is there.",
    mixinStandardHelpOptions = true)
final class MoveCommand implements Runnable {

  @Mixin private ConfigPlace source;

  @Parameters(index = "0", paramLabel = "PATH", converter = ConfigPathConverter.class)
  private ByteString from;

  @Parameters(index = "1", paramLabel = "NEW-PATH", converter = ConfigPathConverter.class)
  private ByteString to;

  @Override
  public void run() {
    source.useExisting(
        files ->
            files.change(
                new RenameEntry(new ConfigPath(from.toArray()), new ConfigPath(to.toArray()))));
  }
}
