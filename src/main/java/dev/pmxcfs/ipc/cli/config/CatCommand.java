package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.config.place.ConfigPathConverter;
import dev.pmxcfs.ipc.cli.config.place.ConfigPlace;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a file's contents, byte for byte. */
@Command(
    name = "cat",
    description = {
      "Prints a file's contents.",
      "Of a running server also .version, .members, .vmlist, .rrd, .clusterlog and .debug."
    },
    mixinStandardHelpOptions = true)
final class CatCommand implements Runnable {

  @Mixin private ConfigPlace source;

  @Parameters(paramLabel = "PATH", converter = ConfigPathConverter.class, description = "The file.")
  private ByteString path;

  @Option(
      names = "--show-version",
      description = "Also prints the version of these contents, on standard error.")
  private boolean showsVersion;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    source.read(
        files -> {
          byte[] contents = files.read(path.toArray());
          if (showsVersion) {
            long version = files.status(path.toArray()).attributes().version();
            PrintWriter err = command.commandLine().getErr();
            err.println(Long.toUnsignedString(version));
            err.flush();
          }
          StandardOutput.print(contents);
        });
  }
}
