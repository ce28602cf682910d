package dev.qbipc.testing.corosync;

import dev.qbipc.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A node with a corosync (corosync, section 9): in a network of its own with nothing but {@code
 * lo}, with directories of its own and the machine's /dev/shm, without systemd. Its sockets are
 * files, so that a JVM outside can connect to it.
 *
 * <p>Closing it ends corosync and removes what it left in memory; so does the end of the JVM.
 */
public class CorosyncNode implements AutoCloseable {

  private static final String CONFIGURATION =
      """
      totem {
        version: 2
        cluster_name: test
        transport: %s
        crypto_cipher: none
        crypto_hash: none
        config_version: 1
        token: 1000
        token_coefficient: 0
      }
      system {
        state_dir: /run/lib
        sched_rr: no
      }
      logging {
        to_stderr: no
        to_syslog: no
        to_logfile: yes
        logfile: /run/log
        timestamp: hires
      }
      quorum {
        provider: corosync_votequorum
      }
      nodelist {
      %s}
      """;

  private static final String NODE =
      """
        node {
          name: n%d
          nodeid: %d
          ring0_addr: %s
        }
      """;

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final String STARTED = "started ";

  private final Path directory;
  private final NodeShell shell;
  private long corosyncPid;

  /** A node by itself, on udpu, which starts and ends soonest. */
  public CorosyncNode(Path directory) {
    this(directory, "udpu", List.of("127.0.0.1"), List.of());
  }

  /**
   * A node on which corosync does not run yet.
   *
   * @param directory empty, and removed by its owner
   * @param transport udpu or knet
   * @param addresses of all nodes of the cluster, by their ids from 1 on
   * @param wrapper the command that makes the node's namespaces, before its own; may be empty
   */
  public CorosyncNode(
      Path directory, String transport, List<String> addresses, List<String> wrapper) {
    this.directory = directory;
    try {
      for (String name : List.of("lib", "tmp", "etc/libqb")) {
        Files.createDirectories(directory.resolve(name));
      }
      Files.createFile(directory.resolve("etc/libqb/force-filesystem-sockets"));
      Files.writeString(directory.resolve("corosync.conf"), configuration(transport, addresses));
      shell = NodeShell.start(directory, wrapper);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String configuration(String transport, List<String> addresses) {
    var nodes = new StringBuilder();
    for (int id = 1; id <= addresses.size(); id++) {
      nodes.append(String.format(Locale.ROOT, NODE, id, id, addresses.get(id - 1)));
    }
    return String.format(Locale.ROOT, CONFIGURATION, transport, nodes);
  }

  /** Starts corosync, and waits until it is quorate by itself. */
  public CorosyncNode start() {
    startOnly();
    awaitNodes(1);
    return this;
  }

  /** Waits until this node is quorate with a number of nodes. */
  public void awaitNodes(int count) {
    long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
    while (!isQuorate(count)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(count + " nodes: not in " + Patience.LIMIT);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  private boolean isQuorate(int count) {
    String said = String.join(" ", run("corosync-quorumtool -s"));
    return said.matches(".* Quorate: +Yes .*") && said.matches(".* Nodes: +" + count + " .*");
  }

  /** Runs a command that has to succeed. */
  public void mustRun(String command) {
    shell.mustRun(command);
  }

  /** Starts corosync, which has hardly begun when this returns. */
  public void startOnly() {
    List<String> said = shell.command("start", STARTED);
    corosyncPid = Long.parseLong(said.get(said.size() - 1).substring(STARTED.length()));
  }

  /** Ends corosync as an administrator does, and waits for it. */
  public void stop() {
    shell.command("stop TERM", "ended ");
  }

  /** Kills corosync. */
  public void kill() {
    shell.command("stop KILL", "ended ");
  }

  /**
   * Runs a command beside corosync, such as its own tools.
   *
   * @return what it printed, and its status behind "done "
   */
  public List<String> run(String command) {
    return shell.command("run " + command, "done ");
  }

  /**
   * A command that runs beside corosync, as one outside: it sees this node's network and files, so
   * that the node's directory is /run.
   */
  public List<String> inside(List<String> command) {
    return shell.inside(command);
  }

  /** Where corosync's sockets are. */
  public Path socketDirectory() {
    return directory.resolve("tmp");
  }

  /** What is /run there. */
  public Path directory() {
    return directory;
  }

  /** The configuration file. */
  public Path configuration() {
    return directory.resolve("corosync.conf");
  }

  /** The process whose namespaces are the node's. */
  public long pid() {
    return shell.pid();
  }

  /** The process of corosync, as it was started last. */
  public long corosyncPid() {
    return corosyncPid;
  }

  /** What corosync has logged. */
  public List<String> log() {
    try {
      Path log = directory.resolve("log");
      return Files.exists(log) ? Files.readAllLines(log) : new ArrayList<>();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    shell.close();
  }
}
