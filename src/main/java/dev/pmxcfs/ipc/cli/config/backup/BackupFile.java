package dev.pmxcfs.ipc.cli.config.backup;

import dev.pmxcfs.state.database.DatabaseContents;
import dev.qbipc.linux.file.SafeDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A copy of a database, for its owner alone. It is made under another name beside its place, and
 * read and flushed to the disk before it gets its own: a copy that is there is whole.
 */
final class BackupFile {

  private final Path named;
  private final Path file;

  /**
   * @throws IOException if there is no directory for it, or if another user could redirect root
   */
  BackupFile(Path named) throws IOException {
    Path absolute = named.toAbsolutePath();
    if (absolute.getFileName() == null || Files.isDirectory(absolute, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(named + ": is a directory");
    }
    this.named = named;
    this.file = SafeDirectory.checkedForRoot(absolute.getParent()).resolve(absolute.getFileName());
  }

  /**
   * Copies a database.
   *
   * @param replaces whether a file that is there is replaced
   * @return what the copy holds
   * @throws FileAlreadyExistsException if it is not to be replaced
   */
  DatabaseContents write(Path database, boolean replaces) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      checkIsReplaceable(database, replaces);
    }
    // only its owner may read it
    Path made = Files.createTempFile(file.getParent(), "." + file.getFileName() + ".", ".tmp");
    try {
      DatabaseContents.copy(database, made);
      DatabaseContents contents = DatabaseContents.read(made);
      flush(made, StandardOpenOption.WRITE);
      if (!replaces) {
        Files.createFile(file); // fails if there is one by now; not every file system has links
      }
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
      flush(file.getParent(), StandardOpenOption.READ);
      return contents;
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private static void flush(Path path, StandardOpenOption access) throws IOException {
    try (FileChannel written = FileChannel.open(path, access)) {
      written.force(true);
    }
  }

  private void checkIsReplaceable(Path database, boolean replaces) throws IOException {
    if (!replaces) {
      throw new FileAlreadyExistsException(named.toString());
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(named + ": is not a regular file, and is not replaced");
    }
    if (Files.isSameFile(file, database)) {
      throw new IOException(named + ": is the database itself");
    }
  }
}
