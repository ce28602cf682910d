package dev.qbipc.corosync.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What connections of this process have in shared memory. */
final class OwnRings {

  private static final String NAMES = "qb-\\d+-" + ProcessHandle.current().pid() + "-.*";

  private OwnRings() {}

  /** How many directories, one for each connection. */
  static long directories() {
    return list(Path.of("/dev/shm")).stream()
        .filter(file -> file.getFileName().toString().matches(NAMES))
        .count();
  }

  /** How large the rings of all connections are, in bytes, without what describes them. */
  static List<Long> sizes() {
    return list(Path.of("/dev/shm")).stream()
        .filter(file -> file.getFileName().toString().matches(NAMES))
        .flatMap(directory -> list(directory).stream())
        .filter(file -> file.getFileName().toString().endsWith("-data"))
        .map(OwnRings::size)
        .toList();
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
