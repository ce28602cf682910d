package dev.qbipc.corosync.real;

import dev.qbipc.SocketMode;
import dev.qbipc.corosync.CorosyncOptions;
import dev.qbipc.corosync.fake.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A node with a corosync (corosync, section 9): in a network of its own with nothing but {@code
 * lo}, with directories of its own and the machine's /dev/shm, without systemd. Its sockets are
 * files, so that the test's own JVM can connect to it.
 *
 * <p>Closing it ends corosync and removes what it left in memory; so does the end of the JVM.
 */
public final class RealCorosync implements AutoCloseable {

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

  private final Path directory;
  private final NodeShell shell;

  private RealCorosync(Path directory, NodeShell shell) {
    this.directory = directory;
    this.shell = shell;
  }

  /** A node by itself, on udpu, which starts and ends soonest. */
  public static RealCorosync create(Path directory) {
    return create(directory, "udpu", List.of("127.0.0.1"), List.of());
  }

  /**
   * A node on which corosync does not run yet.
   *
   * @param directory empty, and removed by its owner
   * @param transport udpu or knet
   * @param addresses of all nodes of the cluster, by their ids from 1 on
   * @param wrapper the command that makes the node's namespaces, before its own; may be empty
   */
  public static RealCorosync create(
      Path directory, String transport, List<String> addresses, List<String> wrapper) {
    try {
      for (String name : List.of("lib", "tmp", "etc/libqb")) {
        Files.createDirectories(directory.resolve(name));
      }
      Files.createFile(directory.resolve("etc/libqb/force-filesystem-sockets"));
      Files.writeString(directory.resolve("corosync.conf"), configuration(transport, addresses));
      return new RealCorosync(directory, NodeShell.start(directory, wrapper));
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
  public RealCorosync start() {
    startOnly();
    awaitNodes(1);
    return this;
  }

  /** Waits until this node is quorate with a number of nodes. */
  public void awaitNodes(int count) {
    Waiting.until(
        () -> {
          String said = String.join(" ", run("corosync-quorumtool -s"));
          return said.matches(".* Quorate: +Yes .*") && said.matches(".* Nodes: +" + count + " .*");
        },
        count + " nodes");
  }

  /** Runs a command that has to succeed. */
  public void mustRun(String command) {
    shell.mustRun(command);
  }

  /** Starts corosync, which has hardly begun when this returns. */
  public void startOnly() {
    shell.command("start", "started ");
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

  /** Options of clients of this node. */
  public CorosyncOptions options() {
    return new CorosyncOptions()
        .setSocketMode(SocketMode.FILE_SYSTEM)
        .setSocketDirectory(directory.resolve("tmp").toString());
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
