package dev.pmxcfs.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A mounted file system that clients use, and what serves it. This process has to be in a mount
 * namespace of its own, which {@code scripts/bench} sees to.
 */
public final class Mounted implements AutoCloseable {

  private static final String MEMORY = "memory-mount";

  private final Path directory;
  private final List<String> entering;
  private final ServerProcess server;

  private Mounted(Path directory, List<String> entering, ServerProcess server) {
    this.directory = directory;
    this.entering = entering;
    this.server = server;
  }

  /**
   * The program's configuration.
   *
   * @param database what it is kept in
   * @param environment what is added to this process's
   */
  public static Mounted program(
      Servers servers, Path database, Path directory, Map<String, String> environment) {
    make(directory);
    return new Mounted(
        directory, List.of(), servers.serveMounted(database, directory, environment));
  }

  /** Files in the memory of a C program that answers the kernel itself. */
  public static Mounted memory(Servers servers, Path directory) {
    make(directory);
    var command = List.of(servers.programs().resolve(MEMORY).toString(), directory.toString());
    Path errors = servers.scratch().resolve(MEMORY + ".log");
    return new Mounted(
        directory, List.of(), ServerProcess.start(MEMORY, command, Map.of(), errors));
  }

  /** The kernel's own files in memory. */
  public static Mounted tmpfs(Path directory) {
    make(directory);
    Command.run("mount", "-t", "tmpfs", "tmpfs", directory.toString());
    return new Mounted(directory, List.of(), null);
  }

  /** C pmxcfs. */
  public static Mounted cPmxcfs(CPmxcfs program) {
    ServerProcess server = program.start();
    return new Mounted(CPmxcfs.MOUNT, CPmxcfs.entering(server.pid()), server);
  }

  /** The configuration on a node of a cluster. */
  static Mounted onNode(ServerProcess server, Path directory, List<String> entering) {
    return new Mounted(directory, entering, server);
  }

  private static void make(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What serves it, unless the kernel does. */
  public ServerProcess server() {
    return server;
  }

  Path directory() {
    return directory;
  }

  /** The beginning of a command that is to be run where it is mounted. */
  List<String> entering() {
    return entering;
  }

  Duration processorTime() {
    return server == null ? Duration.ZERO : server.processorTime();
  }

  @Override
  public void close() {
    if (server == null) {
      Command.run("umount", directory.toString());
    } else {
      server.close();
    }
  }
}
