package dev.pmxcfs.ipc.cli.config.backup;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.ExitStatus;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.config.place.ConfigPlace;
import dev.pmxcfs.state.database.DatabaseContents;
import dev.pmxcfs.state.failure.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies the database, also of a running server. */
@Command(
    name = "backup",
    description = {
      "Writes a copy of the database, as it is at one moment, to a new file.",
      "A server may have the database open and go on to change it; the copy has all changes that"
          + " were acknowledged before. It is a database that serve and --db take. Only its owner"
          + " may read it."
    },
    mixinStandardHelpOptions = true)
public final class BackupCommand implements Runnable {

  @Mixin private ConfigPlace source;

  @Parameters(paramLabel = "FILE", description = "The copy.")
  private Path file;

  @Option(names = "--force", description = "Replaces a file that exists.")
  private boolean replaces;

  @Override
  public void run() {
    Path database = source.database();
    try {
      DatabaseContents contents = new BackupFile(file).write(database, replaces);
      StandardOutput.print(
          List.of(
              String.format(
                  Locale.ROOT,
                  "%s: %d files, version %s, %d bytes",
                  StandardOutput.name(file.toString()),
                  contents.tree().root().files(),
                  Long.toUnsignedString(contents.tree().version()),
                  contents.size())));
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailedException(
          ExitStatus.REFUSED, file + ": exists already; --force replaces it", e);
    } catch (IOException e) {
      throw CommandFailedException.of(Reason.withFile(e), e);
    }
  }
}
