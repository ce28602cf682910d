package dev.pmxcfs.ipc.cli.config.place;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.ImportedEntry.ImportedDirectory;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.change.ImportedEntry.KeptEntry;
import dev.pmxcfs.state.directory.DirectoryException;
import dev.pmxcfs.state.directory.LeftOutEntry;
import dev.pmxcfs.state.directory.OfferedDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Reads a directory to be imported: what one offers that is served with {@code --config-dir}. */
public final class ImportedDirectoryReader {

  private ImportedDirectoryReader() {}

  /**
   * Reads all of a directory.
   *
   * @param progress is told how many names are looked at so far
   * @param notes takes a line for each thing that is left out
   * @throws DirectoryException if something cannot be read; its message begins with what
   */
  public static List<ImportedEntry> read(Path root, IntConsumer progress, Consumer<String> notes)
      throws DirectoryException {
    var count = new AtomicInteger();
    var offered = OfferedDirectory.read(root, () -> progress.accept(count.incrementAndGet()));
    List<ImportedEntry> entries = new ArrayList<>();
    for (OfferedDirectory.Entry entry : offered.entries()) {
      byte[] path = entry.path().toArray();
      entries.add(
          entry
              .data()
              .<ImportedEntry>map(data -> new ImportedFile(path, data))
              .orElseGet(() -> new ImportedDirectory(path)));
    }
    for (LeftOutEntry left : offered.leftOut()) {
      ByteString path = ByteString.ofLatin1(left.path());
      notes.accept("skipped " + path + ": " + left.reason());
      if (left.kind() != LeftOutEntry.Kind.NAME) {
        entries.add(new KeptEntry(path.toArray()));
      }
    }
    return entries;
  }
}
