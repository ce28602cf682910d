package dev.pmxcfs.state.directory;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Looks at all that is below a directory, and adds each directory to a watch before it looks into
 * it, so that no change is missed.
 *
 * <p>Symbolic links and special files are left out, as the configuration tree has none, and so is
 * {@code .git}.
 */
final class DirectoryScan extends SimpleFileVisitor<Path> {

  private static final Path VERSION_CONTROL = Path.of(".git");
  private static final int LAST_ASCII = 0x7f;

  private final Path root;
  private final DirectoryWatch watch;
  private final NavigableMap<String, FoundEntry> found = new TreeMap<>();

  private DirectoryScan(Path root, DirectoryWatch watch) {
    this.root = root;
    this.watch = watch;
  }

  /**
   * What is there now: files and directories by their paths from the root, with one character for
   * each byte, of which a directory's comes before those in it. The root is not among them.
   *
   * @throws IOException if a directory cannot be read; the message says which one
   */
  static NavigableMap<String, FoundEntry> of(Path root, DirectoryWatch watch) throws IOException {
    DirectoryScan scan = new DirectoryScan(root, watch);
    Files.walkFileTree(root, scan);
    return scan.found;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    if (VERSION_CONTROL.equals(directory.getFileName())) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    try {
      watch.add(directory);
    } catch (NoSuchFileException e) {
      visitFileFailed(directory, e);
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (!directory.equals(root)) {
      add(directory, attributes);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      add(file, attributes);
    }
    return FileVisitResult.CONTINUE;
  }

  private void add(Path path, BasicFileAttributes attributes) {
    found.put(bytes(path), new FoundEntry(path, attributes));
  }

  /** A path's text depends on the JVM's locale where it is not ASCII; its URI has the bytes. */
  private String bytes(Path path) {
    String text = root.relativize(path).toString();
    if (text.chars().allMatch(character -> character <= LAST_ASCII)) {
      return text;
    }
    String escaped = root.toUri().relativize(path.toUri()).getRawPath();
    String bytes = URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
    return bytes.endsWith("/") ? bytes.substring(0, bytes.length() - 1) : bytes;
  }

  /** What has gone in the meantime is not there; the watch tells of it too. */
  @Override
  public FileVisitResult visitFileFailed(Path path, IOException reason) throws IOException {
    if (reason instanceof NoSuchFileException && !path.equals(root)) {
      return FileVisitResult.CONTINUE;
    }
    throw reason;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, IOException reason) throws IOException {
    return reason == null ? FileVisitResult.CONTINUE : visitFileFailed(directory, reason);
  }
}
