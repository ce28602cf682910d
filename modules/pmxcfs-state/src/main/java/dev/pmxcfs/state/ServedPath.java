package dev.pmxcfs.state;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file or directory that is served, and whether its path still leads to it. What is renamed or
 * removed goes on to exist for the program that has it open, but not for one that starts later.
 */
final class ServedPath {

  private final Path path;
  private final Object identity;

  private ServedPath(Path path, Object identity) {
    this.path = path;
    this.identity = identity;
  }

  /** What a path leads to now, through symbolic links. */
  static ServedPath of(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    return new ServedPath(absolute, identity(absolute));
  }

  /** Device and inode. */
  private static Object identity(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** What is wrong with it, a sentence. Looks at the file system, once. */
  Optional<String> fault() {
    try {
      return identity(path).equals(identity)
          ? Optional.empty()
          : Optional.of(path + " is another one now; what was there at the start is served on");
    } catch (NoSuchFileException e) {
      return Optional.of(path + " has vanished; what was there is served on");
    } catch (AccessDeniedException e) {
      return Optional.of(path + " cannot be looked at: permission denied");
    } catch (IOException e) {
      return Optional.of(path + " cannot be looked at: " + e.getMessage());
    }
  }

  /** Its size in bytes now. Looks at the file system, once. */
  OptionalLong size() {
    try {
      return OptionalLong.of(Files.size(path));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
