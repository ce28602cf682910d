package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import java.io.ByteArrayOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints the names in a directory. */
@Command(
    name = "ls",
    description =
        "Prints the names in a directory, with a slash after those of directories. On a terminal"
            + " names are quoted as ls quotes them.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Runnable {

  @Mixin private ConfigPlace source;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..1",
      converter = ConfigPathConverter.class,
      description = "The directory (default: the root).")
  private ByteString path = ByteString.of("");

  @Override
  public void run() {
    source.read(
        files -> {
          var lines = new ByteArrayOutputStream();
          for (ByteString name : files.list(path.toArray())) {
            lines.writeBytes(StandardOutput.name(name.toArray()));
            lines.write('\n');
          }
          StandardOutput.print(lines.toByteArray());
        });
  }
}
