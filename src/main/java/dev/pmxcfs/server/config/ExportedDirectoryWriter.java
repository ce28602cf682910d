package dev.pmxcfs.server.config;

import dev.pmxcfs.server.admin.ConfigFiles;
import dev.pmxcfs.server.admin.RefusedException;
import dev.pmxcfs.state.tree.ByteString;
import dev.pmxcfs.state.tree.ConfigPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Writes configuration files to a directory, with the modes that the C server's mount has
 * (operations specification, section 7): what is private is for the owner alone.
 */
final class ExportedDirectoryWriter {

  private final ConfigFiles files;
  private final IntConsumer progress;
  private int count;

  /**
   * @param progress is told how many files are written so far
   */
  ExportedDirectoryWriter(ConfigFiles files, IntConsumer progress) {
    this.files = files;
    this.progress = progress;
  }

  /**
   * Writes all files.
   *
   * @throws IOException if the directory is not empty, or if something cannot be written
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
    for (ByteString listed : files.list(bytes(path))) {
      String child = path + text(listed);
      Path target = directory.resolve(fileName(child));
      boolean isPrivate = ConfigPath.of(child).isPrivate();
      if (child.endsWith("/")) {
        Files.createDirectory(target, mode(isPrivate ? "rwx------" : "rwxr-xr-x"));
        writeContents(child, target);
      } else {
        Files.createFile(target, mode(isPrivate ? "rw-------" : "rw-r-----"));
        Files.write(target, files.read(bytes(child)), StandardOpenOption.WRITE);
        progress.accept(++count);
      }
    }
  }

  /** A database may hold names that lead elsewhere; they are not followed. */
  private static String fileName(String path) throws IOException {
    String[] names = path.split("/");
    String name = names[names.length - 1];
    if (name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
      throw new IOException("/" + path + ": a file cannot have this name");
    }
    return name;
  }

  private static String text(ByteString name) throws IOException {
    try {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      return decoder.decode(ByteBuffer.wrap(name.toArray())).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(name + ": the name is not UTF-8", e);
    }
  }

  private static byte[] bytes(String path) {
    return path.getBytes(StandardCharsets.UTF_8);
  }

  private static FileAttribute<?> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
