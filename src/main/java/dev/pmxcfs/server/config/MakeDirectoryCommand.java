package dev.pmxcfs.server.config;

import dev.pmxcfs.state.tree.ByteString;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes a directory. */
@Command(name = "mkdir", description = "Makes a directory.", mixinStandardHelpOptions = true)
final class MakeDirectoryCommand implements Runnable {

  @Mixin private ConfigSource source;

  @Parameters(paramLabel = "PATH", converter = ConfigPathConverter.class)
  private ByteString path;

  @Override
  public void run() {
    source.useOrCreate(files -> files.makeDirectory(path.toArray()));
  }
}
