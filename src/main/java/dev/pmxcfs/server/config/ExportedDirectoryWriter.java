package dev.pmxcfs.server.config;

import dev.pmxcfs.server.admin.ConfigFiles;
import dev.pmxcfs.server.admin.RefusedException;
import dev.pmxcfs.state.database.NameRule;
import dev.pmxcfs.state.tree.ByteString;
import dev.pmxcfs.state.tree.ConfigPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Writes configuration files to a directory, with the modes that the C server's mount has
 * (operations specification, section 7): what is private is for the owner alone.
 */
final class ExportedDirectoryWriter {

  private final ConfigFiles files;
  private final IntConsumer progress;
  private final Consumer<String> leftOut;
  private int count;

  /**
   * @param progress is told how many files are written so far
   * @param leftOut takes a line for each entry whose name no file can have
   */
  ExportedDirectoryWriter(ConfigFiles files, IntConsumer progress, Consumer<String> leftOut) {
    this.files = files;
    this.progress = progress;
    this.leftOut = leftOut;
  }

  /**
   * Writes all files that can be written.
   *
   * @throws IOException if the directory is not empty, or if it cannot be written to
   */
  void write(Path directory) throws RefusedException, IOException {
    if (Files.isDirectory(directory)) {
      checkEmpty(directory);
    } else {
      Files.createDirectory(directory, mode("rwxr-xr-x"));
    }
    writeContents("", directory);
  }

  private static void checkEmpty(Path directory) throws IOException {
    try (Stream<Path> contents = Files.list(directory)) {
      if (contents.findAny().isPresent()) {
        throw new IOException(directory + ": is not empty");
      }
    }
  }

  /**
   * @param path the directory's in the tree, with a slash behind it unless it is the root
   */
  private void writeContents(String path, Path directory) throws RefusedException, IOException {
    Set<String> written = new HashSet<>();
    for (ByteString listed : files.list(bytes(path))) {
      boolean isDirectory = listed.toLatin1().endsWith("/");
      ByteString name =
          ByteString.copyOf(listed.toArray(), 0, listed.length() - (isDirectory ? 1 : 0));
      Optional<String> wrong = NameRule.violation(name);
      // a file named "a/" is listed as the directory "a" is
      if (wrong.isEmpty() && !written.add(name.toString())) {
        wrong = Optional.of("is another entry's too");
      }
      if (wrong.isPresent()) {
        leftOut.accept("left out /" + path + listed + ": its name " + wrong.get());
      } else {
        write(path + text(name), isDirectory, directory.resolve(text(name)));
      }
    }
  }

  private void write(String path, boolean isDirectory, Path target) throws IOException {
    boolean isPrivate = ConfigPath.of(path).isPrivate();
    try {
      if (isDirectory) {
        Files.createDirectory(target, mode(isPrivate ? "rwx------" : "rwxr-xr-x"));
        writeContents(path + "/", target);
      } else {
        byte[] contents = files.read(bytes(path));
        Files.createFile(target, mode(isPrivate ? "rw-------" : "rw-r-----"));
        Files.write(target, contents, StandardOpenOption.WRITE);
        progress.accept(++count);
      }
    } catch (RefusedException e) {
      leftOut.accept("left out " + e.getMessage());
    }
  }

  /** A name that is UTF-8. */
  private static String text(ByteString name) {
    return new String(name.toArray(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String path) {
    return path.getBytes(StandardCharsets.UTF_8);
  }

  private static FileAttribute<?> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
