package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints a file's contents, byte for byte. */
@Command(name = "cat", description = "Prints a file's contents.", mixinStandardHelpOptions = true)
final class CatCommand implements Runnable {

  @Mixin private ConfigPlace source;

  @Parameters(paramLabel = "PATH", converter = ConfigPathConverter.class)
  private ByteString path;

  @Override
  public void run() {
    source.read(files -> StandardOutput.print(files.read(path.toArray())));
  }
}
