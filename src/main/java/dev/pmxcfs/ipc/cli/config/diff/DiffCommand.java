package dev.pmxcfs.ipc.cli.config.diff;

import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.ExitStatus;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.config.place.ConfigPlace;
import dev.pmxcfs.ipc.cli.config.place.ImportedDirectoryReader;
import dev.pmxcfs.ipc.text.PrintableText;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.directory.DirectoryException;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what the configuration and a directory have not in common. */
@Command(
    name = "diff",
    description = {
      "Prints what would make the configuration equal to a directory, as diff -ruN does: lines with"
          + " a minus are in the configuration, those with a plus in the directory.",
      "What an import leaves out is left out, with a note for each; so are locks."
    },
    exitCodeListHeading = "%nExit status%n",
    exitCodeList = {
      "0:They are equal.",
      "1:They differ.",
      "2:They could not be compared, or the command line is not understood.",
      "3:No such server is running.",
      "4:Refused, by permissions for example.",
      "5:There is no such directory or database."
    },
    mixinStandardHelpOptions = true)
public final class DiffCommand implements Callable<Integer> {

  private static final int DIFFERENT = 1;

  @Mixin private ConfigPlace source;

  @Parameters(paramLabel = "DIR", description = "The directory.")
  private Path directory;

  @Option(
      names = "--name-status",
      description =
          "Prints a line for each path alone, as import --dry-run: create, change or delete, and"
              + " the path, which ends in a slash if it is a directory.")
  private boolean isBrief;

  @Spec private CommandSpec command;

  private boolean areEqual;

  @Override
  public Integer call() {
    try {
      List<ImportedEntry> offered =
          ImportedDirectoryReader.read(directory, count -> {}, this::note);
      source.read(
          files -> {
            List<DirectoryDifference> found = DirectoryDifference.between(files, offered);
            areEqual = found.isEmpty();
            StandardOutput.printText(text(found));
          });
      return areEqual ? ExitStatus.DONE.code() : DIFFERENT;
    } catch (DirectoryException e) {
      throw trouble(CommandFailedException.of("cannot read " + e.getMessage(), e));
    } catch (CommandFailedException e) {
      throw trouble(e);
    }
  }

  /** One stands for a difference, as in diff. */
  private static CommandFailedException trouble(CommandFailedException e) {
    return e.status() == ExitStatus.FAILED
        ? new CommandFailedException(ExitStatus.NOT_UNDERSTOOD, e.getMessage(), e)
        : e;
  }

  private byte[] text(List<DirectoryDifference> found) {
    var text = new ByteArrayOutputStream();
    for (DirectoryDifference difference : found) {
      List<String> lines =
          isBrief
              ? List.of(
                  difference.kind().name().toLowerCase(Locale.ROOT)
                      + " "
                      + difference.path().toLatin1())
              : UnifiedDiff.lines(difference, directoryName());
      lines.forEach(line -> text.writeBytes((line + "\n").getBytes(StandardCharsets.ISO_8859_1)));
    }
    return text.toByteArray();
  }

  /** A byte in each character, as paths have. */
  private String directoryName() {
    byte[] name = directory.normalize().toString().getBytes(StandardCharsets.UTF_8);
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  private void note(String note) {
    PrintWriter err = command.commandLine().getErr();
    err.println(PrintableText.oneLine(note));
    err.flush();
  }
}
