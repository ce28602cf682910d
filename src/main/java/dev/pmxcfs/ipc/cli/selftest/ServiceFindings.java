package dev.pmxcfs.ipc.cli.selftest;

import dev.pmxcfs.ipc.admin.AdminService;
import dev.pmxcfs.state.database.DatabaseContents;
import dev.pmxcfs.state.database.DatabaseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the service's name and its database are free, and the database is sound. */
final class ServiceFindings {

  /** The kernel's list of sockets; names that are no files begin with an at-sign there. */
  private static final Path SOCKETS = Path.of("/proc/net/unix");

  private ServiceFindings() {}

  static List<Finding> all(SelftestOptions options) {
    return List.of(name(options.service()), database(options.database()));
  }

  private static Finding name(String service) {
    try {
      for (String name : List.of(service, AdminService.nameFor(service))) {
        if (isInUse(name)) {
          return Finding.missing(
              "service",
              "the name @" + name + " is in use",
              "stop the server that has it (systemctl stop pve-cluster if it is C pmxcfs), or choose"
                  + " another name with --service");
        }
      }
      return Finding.ok("service", "the name @" + service + " is free");
    } catch (IOException e) {
      return Finding.warning("service", SOCKETS + " cannot be read", "mount /proc");
    }
  }

  private static boolean isInUse(String name) throws IOException {
    try (Stream<String> lines = Files.lines(SOCKETS)) {
      // libqb's names are filled up with zeros, which are shown as at-signs
      return lines.anyMatch(line -> line.replaceFirst("@+$", "").endsWith(" @" + name));
    }
  }

  private static Finding database(Path database) {
    Optional<String> holder = FileLocks.holderOf(database);
    if (holder.isPresent()) {
      return Finding.missing(
          "database", database + " is in use by " + holder.get(), "stop that server first");
    }
    Path directory = database.toAbsolutePath().getParent();
    if (!Files.isDirectory(directory)) {
      return Finding.missing("database", directory + " does not exist", "mkdir -p " + directory);
    }
    if (!Files.isWritable(directory)) {
      return Finding.missing(
          "database",
          directory + " is not writable for this user",
          "change its owner or mode, or choose another place with --db");
    }
    return Files.exists(database)
        ? existing(database)
        : Finding.ok("database", database + " is not there yet, and will be made");
  }

  private static Finding existing(Path database) {
    try {
      DatabaseContents contents = DatabaseContents.readSound(database);
      return Finding.ok(
          "database", database + " is sound: " + contents.tree().root().files() + " files");
    } catch (DatabaseException e) {
      return Finding.missing(
          "database",
          e.getMessage(),
          "pmxcfs-ipc config check --db " + database + " says what mends it");
    }
  }
}
