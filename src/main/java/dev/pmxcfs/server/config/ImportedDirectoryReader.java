package dev.pmxcfs.server.config;

import dev.pmxcfs.state.ImportedEntry;
import dev.pmxcfs.state.ImportedEntry.ImportedDirectory;
import dev.pmxcfs.state.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Reads a directory to be imported. Left out, with a note, is what no database holds: symbolic
 * links, and the files that the C server makes up in the root of its mount (operations
 * specification, section 7).
 */
final class ImportedDirectoryReader extends SimpleFileVisitor<Path> {

  private static final Set<Path> VIRTUAL =
      Set.of(
          Path.of(".version"),
          Path.of(".members"),
          Path.of(".vmlist"),
          Path.of(".rrd"),
          Path.of(".clusterlog"),
          Path.of(".debug"));

  /** What Java makes of bytes in a name that are no text. */
  private static final char UNREADABLE = '\uFFFD';

  private final Path root;
  private final IntConsumer progress;
  private final Consumer<String> notes;
  private final List<ImportedEntry> entries = new ArrayList<>();

  private ImportedDirectoryReader(Path root, IntConsumer progress, Consumer<String> notes) {
    this.root = root;
    this.progress = progress;
    this.notes = notes;
  }

  /**
   * Reads all of a directory.
   *
   * @param progress is told how many files and directories are read so far
   * @param notes takes a line for each one that is left out
   * @throws IOException if something cannot be read; its message begins with what
   */
  static List<ImportedEntry> read(Path root, IntConsumer progress, Consumer<String> notes)
      throws IOException {
    if (!Files.isDirectory(root)) {
      throw new IOException(root + ": is not a directory");
    }
    // the directory itself may be a symbolic link
    var reader = new ImportedDirectoryReader(root.toRealPath(), progress, notes);
    Files.walkFileTree(reader.root, reader);
    return reader.entries;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    if (!directory.equals(root)) {
      add(new ImportedDirectory(name(directory)));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    Path path = root.relativize(file);
    if (attributes.isSymbolicLink()) {
      notes.accept("skipped " + path + ": a symbolic link");
    } else if (!attributes.isRegularFile()) {
      notes.accept("skipped " + path + ": not a regular file");
    } else if (VIRTUAL.contains(path)) {
      notes.accept("skipped " + path + ": made up by the server");
    } else {
      try (InputStream in = Files.newInputStream(file)) {
        add(new ImportedFile(name(file), FileContents.read(in)));
      }
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
    throw new IOException(file + ": " + Reason.of(e), e);
  }

  private void add(ImportedEntry entry) {
    entries.add(entry);
    progress.accept(entries.size());
  }

  private byte[] name(Path file) throws IOException {
    String path = root.relativize(file).toString();
    if (path.indexOf(UNREADABLE) >= 0) {
      throw new IOException(path + ": its name is not UTF-8");
    }
    return path.getBytes(StandardCharsets.UTF_8);
  }
}
