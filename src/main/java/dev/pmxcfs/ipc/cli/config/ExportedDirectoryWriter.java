package dev.pmxcfs.ipc.cli.config;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.ipc.admin.ConfigFiles;
import dev.pmxcfs.ipc.admin.RefusedException;
import dev.pmxcfs.state.database.NameRule;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.VirtualNames;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.OpenDirectory;
import dev.qbipc.linux.file.OpenFile;
import dev.qbipc.linux.file.SafeDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Writes configuration files to a directory, with the modes that the C server's mount has
 * (operations, section 7): private files are for the owner alone. Each is made in an open directory
 * that was made before, so that moving directories meanwhile cannot redirect it.
 */
final class ExportedDirectoryWriter {

  private static final int PUBLIC_DIRECTORY = 0755;
  private static final int PRIVATE_DIRECTORY = 0700;
  private static final int PUBLIC_FILE = 0640;
  private static final int PRIVATE_FILE = 0600;

  /** As long as names are on Linux' disks; those of the tree may be longer. */
  private static final int MAX_NAME = 255;

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
   * @throws IOException if the directory is not empty, if it cannot be written to, or if root may
   *     be led elsewhere there
   */
  void write(Path directory) throws RefusedException, IOException {
    try (OpenDirectory root = open(directory)) {
      writeContents("", root, directory);
    }
  }

  private static OpenDirectory open(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      OpenDirectory root = OpenDirectory.open(SafeDirectory.checkedForRoot(directory));
      checkEmpty(root, directory);
      return root;
    }
    Path absolute = directory.toAbsolutePath();
    Path parent = SafeDirectory.checkedForRoot(absolute.getParent());
    try (OpenDirectory above = OpenDirectory.open(parent)) {
      return above.makeDirectory(OpenDirectory.name(absolute), PUBLIC_DIRECTORY);
    } catch (SystemCallException e) {
      throw failed(directory, e);
    }
  }

  private static void checkEmpty(OpenDirectory root, Path directory) throws IOException {
    try (OpenDirectory looked = root.directory(".")) {
      if (looked.names().isEmpty()) {
        return;
      }
    } catch (SystemCallException e) {
      root.close();
      throw failed(directory, e);
    }
    root.close();
    throw new IOException(directory + ": is not empty");
  }

  private static IOException failed(Path path, SystemCallException e) {
    return new IOException(path + ": " + e.getMessage(), e);
  }

  /**
   * @param path the directory's in the tree, with a slash behind it unless it is the root
   * @param named how people know the directory
   */
  private void writeContents(String path, OpenDirectory directory, Path named)
      throws RefusedException, IOException {
    Set<String> written = new HashSet<>();
    for (ByteString listed : files.list(bytes(path))) {
      boolean isDirectory = listed.toLatin1().endsWith("/");
      ByteString name =
          ByteString.copyOf(listed.toArray(), 0, listed.length() - (isDirectory ? 1 : 0));
      Optional<String> wrong = NameRule.violation(name);
      if (name.length() > MAX_NAME) {
        wrong = Optional.of("is longer than " + MAX_NAME + " bytes, which no directory takes");
      }
      if (VirtualNames.contain(path + name.toLatin1())) {
        wrong = Optional.of("is one that the server makes up");
      }
      // a file named "a/" is listed as the directory "a" is
      if (wrong.isEmpty() && !written.add(name.toString())) {
        wrong = Optional.of("is another entry's too");
      }
      if (wrong.isPresent()) {
        leftOut.accept("left out /" + path + listed + ": its name " + wrong.get());
      } else {
        write(path + text(name), isDirectory, name, directory, named.resolve(text(name)));
      }
    }
  }

  private void write(
      String path, boolean isDirectory, ByteString name, OpenDirectory parent, Path named)
      throws IOException {
    boolean isPrivate = ConfigPath.of(path).isPrivate();
    try {
      if (isDirectory) {
        writeDirectory(path, name, isPrivate ? PRIVATE_DIRECTORY : PUBLIC_DIRECTORY, parent, named);
      } else {
        byte[] contents = files.read(bytes(path));
        writeFile(contents, name, isPrivate ? PRIVATE_FILE : PUBLIC_FILE, parent);
        progress.accept(++count);
      }
    } catch (RefusedException e) {
      leftOut.accept("left out " + e.getMessage());
    } catch (SystemCallException e) {
      throw failed(named, e);
    }
  }

  private void writeDirectory(
      String path, ByteString name, int mode, OpenDirectory parent, Path named)
      throws RefusedException, IOException {
    try (OpenDirectory made = parent.makeDirectory(name.toLatin1(), mode)) {
      writeContents(path + "/", made, named);
    }
  }

  private static void writeFile(byte[] contents, ByteString name, int mode, OpenDirectory parent)
      throws SystemCallException {
    try (OpenFile file = parent.makeFile(name.toLatin1(), mode)) {
      file.write(contents);
    }
  }

  /** A name that is UTF-8. */
  private static String text(ByteString name) {
    return new String(name.toArray(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String path) {
    return path.getBytes(StandardCharsets.UTF_8);
  }
}
