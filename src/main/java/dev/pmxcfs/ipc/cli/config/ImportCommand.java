package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.ipc.admin.ConfigFiles;
import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.ipc.cli.base.CommandFailedException;
import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.config.place.ConfigPlace;
import dev.pmxcfs.ipc.cli.config.place.ImportedDirectoryReader;
import dev.pmxcfs.ipc.text.PrintableText;
import dev.pmxcfs.state.change.ImportAll;
import dev.pmxcfs.state.change.ImportMode;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.ImportedEntry.KeptEntry;
import dev.pmxcfs.state.directory.DirectoryException;
import dev.pmxcfs.state.tree.TreeDifference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings in all files of a directory, such as a copy of {@code /etc/pve}. */
@Command(
    name = "import",
    description = {
      "Merges the files of a directory into the configuration: files with the same path are"
          + " overwritten, all others stay. Without a cluster, all files are imported or none.",
      "",
      "Left out, with a note for each: symbolic links and special files, files that the owner of"
          + " their directory may not read, files of version control (.git), swap and backup files"
          + " of editors, and the names of virtual files (.version)."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Runnable {

  @Mixin private ConfigPlace source;

  @Option(
      names = "--delete",
      description =
          "Also deletes whatever the directory does not have, except locks (priv/lock) and what is"
              + " in the place of a link or a special file there.")
  private boolean delete;

  @Option(
      names = "--dry-run",
      description =
          "Changes nothing, and prints what would change, one per line: create, change or delete,"
              + " and the path, which ends in a slash if it is a directory.")
  private boolean dryRun;

  @Parameters(paramLabel = "DIR", description = "The directory that is read.")
  private Path directory;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    ImportMode mode = delete ? ImportMode.REPLACE : ImportMode.MERGE;
    try (var progress = Progress.of("files")) {
      List<ImportedEntry> entries = entries(progress);
      var change = new ImportAll(entries, mode);
      if (dryRun) {
        source.readOrNothing(files -> preview(files, change, progress));
      } else {
        source.useOrCreate(files -> files.importAll(change, sent(entries, progress)));
      }
    }
  }

  private static IntConsumer sent(Collection<ImportedEntry> entries, Progress progress) {
    return count -> progress.show("sent", count, entries.size());
  }

  private static void preview(ConfigFiles files, ImportAll change, Progress progress)
      throws RefusedException, IOException {
    var lines = new ByteArrayOutputStream();
    for (TreeDifference difference :
        files.previewImport(change, sent(change.entries(), progress))) {
      String kind = difference.kind().name().toLowerCase(Locale.ROOT);
      lines.writeBytes((kind + " ").getBytes(StandardCharsets.UTF_8));
      lines.writeBytes(StandardOutput.name(difference.path().toArray()));
      lines.write('\n');
    }
    progress.close();
    StandardOutput.print(lines.toByteArray());
  }

  private List<ImportedEntry> entries(Progress progress) {
    List<ImportedEntry> entries;
    try {
      entries =
          ImportedDirectoryReader.read(
              directory, count -> progress.show("read", count), this::note);
    } catch (DirectoryException e) {
      throw CommandFailedException.of("cannot read " + e.getMessage(), e);
    }
    if (delete && entries.stream().allMatch(KeptEntry.class::isInstance)) {
      throw new CommandFailedException(
          directory + " has no file to import: --delete would leave nothing at all");
    }
    return entries;
  }

  private void note(String note) {
    PrintWriter err = command.commandLine().getErr();
    err.println(PrintableText.oneLine(note));
    err.flush();
  }
}
