package dev.pmxcfs.ipc.cli.selftest;

import dev.pmxcfs.ipc.stats.ProcessUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who has locked the files beside a database, by the kernel's list: to try a lock would be to take
 * it from a server that starts meanwhile.
 */
final class FileLocks {

  /** {@code 1: POSIX ADVISORY WRITE PID MAJOR:MINOR:INODE FIRST LAST} (proc(5)). */
  private static final Path LOCKS = Path.of("/proc/locks");

  private static final int PID = 4;
  private static final int FILE = 5;

  private FileLocks() {}

  /** The process that serves a database, in words. */
  static Optional<String> holderOf(Path database) {
    return Stream.of(
            database.resolveSibling(database.getFileName() + ".lock"),
            database.resolveSibling(".pmxcfs.lockfile"))
        .flatMap(lock -> holder(lock).stream())
        .findFirst();
  }

  private static Optional<String> holder(Path file) {
    try {
      String inode = ":" + Files.getAttribute(file, "unix:ino");
      List<String> lines = Files.readAllLines(LOCKS);
      return lines.stream()
          .map(line -> line.split("\\s+"))
          .filter(fields -> fields.length > FILE && fields[FILE].endsWith(inode))
          .map(fields -> fields[PID])
          .findFirst()
          .map(pid -> "process " + pid + " (" + ProcessUsage.command(Integer.parseInt(pid)) + ")");
    } catch (IOException e) {
      return Optional.empty(); // there is no such file, so nobody has locked it
    }
  }
}
