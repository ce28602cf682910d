package dev.pmxcfs.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A C pmxcfs that somebody has at hand. Its places are fixed, so it runs in namespaces of its own,
 * where directories of the benchmark stand in for them; it is by itself, without a cluster.
 *
 * @param program its binary
 * @param scratch the directory for its files, which its database is in
 */
public record CPmxcfs(Path program, Path scratch) {

  /** Where it mounts. */
  static final Path MOUNT = Path.of("/etc/pve");

  /** Of the machine's, what it looks names up in. */
  private static final List<String> KEPT = List.of("passwd", "group", "nsswitch.conf");

  /** An address that is nobody's (RFC 5737), since it takes no loopback address. */
  private static final String HOSTS = "127.0.0.1 localhost\n192.0.2.1 bench\n";

  private static final String START =
      """
      hostname bench
      mount --bind "$1/etc" /etc && mount --bind "$1/lib" /var/lib && mount --bind "$1/run" /run || exit
      (until mountpoint -q /etc/pve; do sleep 0.05; done; echo ready) &
      exec "$2" -f -l >&2
      """;

  ServerProcess start() {
    Path etc = scratch.resolve("etc");
    try {
      Files.createDirectories(etc);
      Files.createDirectories(scratch.resolve("lib"));
      Files.createDirectories(scratch.resolve("run"));
      for (String name : KEPT) {
        Files.copy(Path.of("/etc", name), etc.resolve(name));
      }
      Files.writeString(etc.resolve("hosts"), HOSTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        List.of(
            "unshare",
            "--mount",
            "--uts",
            "--net",
            "--propagation",
            "private",
            "sh",
            "-c",
            START,
            "sh",
            scratch.toString(),
            program.toString());
    return ServerProcess.start("C pmxcfs", command, Map.of(), scratch.resolve("pmxcfs.log"));
  }

  /** The beginning of a command that is to be run in its namespaces. */
  static List<String> entering(long pid) {
    return List.of("nsenter", "--mount", "--target", Long.toString(pid));
  }
}
