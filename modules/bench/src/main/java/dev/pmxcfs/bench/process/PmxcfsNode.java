package dev.pmxcfs.bench.process;

import dev.qbipc.testing.corosync.CorosyncNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A node of a cluster: a corosync, and a pmxcfs beside it. */
public final class PmxcfsNode implements AutoCloseable {

  private static final String SERVICE = "pve2";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

  /** Of the machine's, what programs look names up in; and where Debian's Java has its settings. */
  private static final List<String> KEPT =
      List.of("passwd", "group", "nsswitch.conf", "resolv.conf", "java-*-openjdk");

  private final Servers servers;
  private final CorosyncNode corosync;
  private final int id;
  private NodeProgram program;
  private Mounted mounted;

  PmxcfsNode(Servers servers, CorosyncNode corosync, int id) {
    this.servers = servers;
    this.corosync = corosync;
    this.id = id;
    String etc = corosync.directory().resolve("etc").toString();
    for (String name : KEPT) {
      Command.run("sh", "-c", "cp -rL /etc/" + name + " " + etc + " 2>/dev/null || :");
    }
  }

  CorosyncNode corosync() {
    return corosync;
  }

  /** Starts the program, and waits until it serves its clients and its mount. */
  public void start(NodeProgram started, Map<String, String> environment) {
    program = started;
    make(directory("data"));
    make(directory("pve"));
    List<String> command = corosync.inside(program.command(id));
    ServerProcess server = ServerProcess.start(SERVICE, command, environment, log());
    List<String> entering = List.of("nsenter", "--net", "--mount", "--target=" + server.pid());
    mounted = Mounted.onNode(server, program.mount(), entering);
  }

  /**
   * From the start of a program.
   *
   * @param ready until it serves its clients and its mount
   * @param joined until it is among the other members
   * @param synced until it has taken over the tree of another one
   */
  public record Start(Duration ready, Duration joined, Duration synced) {}

  /** Starts the program, which has to take over the tree of another node. */
  public Start join(NodeProgram joining) {
    program = joining;
    long written = size(log());
    long begin = System.nanoTime();
    var joined = CompletableFuture.supplyAsync(() -> since(begin, written, joining.joined()));
    var synced = CompletableFuture.supplyAsync(() -> since(begin, written, joining.synced()));
    start(joining, Map.of());
    return new Start(server().untilReady(), joined.join(), synced.join());
  }

  private Duration since(long begin, long offset, String said) {
    long deadline = begin + PATIENCE.toNanos();
    while (!logAfter(offset).contains(said)) {
      if (System.nanoTime() - deadline > 0) {
        throw new BenchmarkFailedException(log() + " does not say '" + said + "'");
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private String logAfter(long offset) {
    try (var file = Files.newInputStream(log())) {
      file.skipNBytes(offset);
      return new String(file.readAllBytes());
    } catch (IOException notYet) {
      return "";
    }
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return servers.scratch().resolve(corosync.directory().getFileName() + ".log");
  }

  private Path directory(String name) {
    return corosync.directory().resolve(name);
  }

  private static void make(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the program, and its database with it: the next one begins with a new one. */
  public void forget() {
    stop();
    Command.run("rm", "-rf", directory("data").toString());
  }

  /** Ends the program. */
  public void stop() {
    if (mounted != null) {
      mounted.close();
      mounted = null;
    }
  }

  /** The process of the program. */
  public ServerProcess server() {
    return mounted.server();
  }

  /** The files as they are mounted on this node. */
  public Mounted mounted() {
    return mounted;
  }

  /** Clients on libqb that run on this node. */
  public Clients clients() {
    Path client = servers.programs().resolve("client");
    List<String> command =
        Stream.concat(mounted.entering().stream(), Stream.of(client.toString())).toList();
    return new Clients(command, servers.scratch().resolve("node-clients.log"));
  }

  /** Runs a script where the files are mounted, which has to succeed. */
  public void run(String script) {
    String there = "cd " + program.mount() + " && " + script;
    Command.run(
        Stream.concat(mounted.entering().stream(), Stream.of("sh", "-c", there))
            .toArray(String[]::new));
  }

  /** Runs a script until it succeeds. */
  void runUntilDone(String script) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        run(script);
        return;
      } catch (BenchmarkFailedException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(20 * LOOK_AGAIN.toNanos());
      }
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } finally {
      corosync.close();
    }
  }
}
