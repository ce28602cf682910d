package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.cli.config.place.ConfigPathConverter;
import dev.pmxcfs.ipc.cli.config.place.ConfigPlace;
import dev.pmxcfs.state.change.MakeDirectory;
import dev.pmxcfs.state.tree.ConfigPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a directory. */
@Command(name = "mkdir", description = "Makes a directory.", mixinStandardHelpOptions = true)
final class MakeDirectoryCommand implements Runnable {

  @Mixin private ConfigPlace source;

  @Parameters(
      paramLabel = "PATH",
      converter = ConfigPathConverter.class,
      description = "The directory to be made.")
  private ByteString path;

  @Option(
      names = {"-p", "--parents"},
      description = "Also makes missing parents; an existing directory is not an error.")
  private boolean parents;

  @Override
  public void run() {
    source.useOrCreate(
        files -> {
          if (parents) {
            new Directories(files).make(path);
          } else {
            files.change(new MakeDirectory(new ConfigPath(path.toArray())));
          }
        });
  }
}
