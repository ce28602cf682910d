package dev.qbipc.conformance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Copies of programs that users may run who cannot read the originals. */
public final class ReadableCopy {

  private ReadableCopy() {}

  /**
   * Copies this JVM's class path.
   *
   * @return the class path of the copies
   */
  public static String ofClassPath(Path directory) {
    String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
    var copies = new ArrayList<String>();
    for (int i = 0; i < entries.length; i++) {
      Path entry = Path.of(entries[i]);
      if (Files.exists(entry)) {
        copies.add(of(entry, directory.resolve(i + "-" + entry.getFileName())).toString());
      }
    }
    return String.join(File.pathSeparator, copies);
  }

  /** Copies a file or a directory with all that is in it, readable and executable for everybody. */
  static Path of(Path original, Path copy) {
    try {
      makeReadable(copy.getParent());
      for (Path from : contents(original)) {
        Path to = copy.resolve(original.relativize(from).toString());
        Path target = from.equals(original) ? copy : to;
        Files.copy(from, target);
        makeReadable(target);
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> contents(Path original) throws IOException {
    try (Stream<Path> all = Files.walk(original)) {
      return all.collect(Collectors.toList());
    }
  }

  private static void makeReadable(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
