package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.Defaults;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.state.database.DatabaseContents;
import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.database.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints everything that is wrong with a database. */
@Command(
    name = "check",
    description = {
      "Prints everything that is wrong with a database, and how to repair it.",
      "Ends with status 0 if nothing is. Changes nothing; a server may have the database open."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Runnable {

  @Option(
      names = "--db",
      paramLabel = "FILE",
      description = "The database (default: data/config.db of the checkout).")
  private Path database;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    DatabaseContents contents = contents();
    List<Fault> faults = contents.faults();
    if (faults.isEmpty()) {
      StandardOutput.print(List.of(summary(contents)));
      return;
    }
    StandardOutput.print(faults.stream().flatMap(CheckCommand::lines).toList());
    boolean isServed = faults.stream().noneMatch(Fault::refused);
    throw new CommandFailedException(
        contents.file()
            + ": "
            + (faults.size() == 1 ? "1 fault" : faults.size() + " faults")
            + (isServed
                ? ", but a server starts with it"
                : "; no server starts with it. Repair a copy, and check that"));
  }

  private DatabaseContents contents() {
    try {
      return DatabaseContents.read(databaseOrDefault());
    } catch (DatabaseException e) {
      throw CommandFailedException.of(e.getMessage(), e);
    }
  }

  private Path databaseOrDefault() {
    if (database != null) {
      return database;
    }
    return Defaults.database()
        .orElseThrow(() -> new ParameterException(command.commandLine(), "--db is missing"));
  }

  private static String summary(DatabaseContents contents) {
    return String.format(
        Locale.ROOT,
        "%s: sound: %d files, version %s, %d bytes",
        contents.file(),
        contents.tree().root().files(),
        Long.toUnsignedString(contents.tree().version()),
        contents.size());
  }

  private static Stream<String> lines(Fault fault) {
    return Stream.of(fault.what(), "    " + fault.mend());
  }
}
