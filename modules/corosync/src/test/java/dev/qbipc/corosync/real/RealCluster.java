package dev.qbipc.corosync.real;

import dev.qbipc.testing.corosync.NodeShell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Nodes with a corosync each, on a network of their own (corosync, section 9): one more namespace
 * is the switch, with a port for each node that can be pulled. One JVM reaches all of them.
 */
public final class RealCluster implements AutoCloseable {

  private final NodeShell network;
  private final List<RealCorosync> nodes = new ArrayList<>();

  private RealCluster(NodeShell network) {
    this.network = network;
  }

  /** Nodes on udpu, which find each other soonest. */
  public static RealCluster create(Path directory, int size) {
    return create(directory, size, "udpu");
  }

  /**
   * Nodes on which corosync does not run yet.
   *
   * @param directory empty, and removed by its owner
   * @param transport udpu or knet
   */
  public static RealCluster create(Path directory, int size, String transport) {
    try {
      Path own = Files.createDirectories(directory.resolve("switch"));
      Files.createDirectories(own.resolve("tmp"));
      Files.createDirectories(own.resolve("etc"));
      var cluster = new RealCluster(NodeShell.start(own, List.of()));
      try {
        cluster.network.mustRun("ip link add br0 type bridge && ip link set br0 up");
        for (int id = 1; id <= size; id++) {
          cluster.add(directory.resolve("node" + id), id, size, transport);
        }
        return cluster;
      } catch (RuntimeException | Error e) {
        cluster.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(Path directory, int id, int size, String transport) {
    List<String> addresses = new ArrayList<>();
    for (int each = 1; each <= size; each++) {
      addresses.add("10.77.0." + each);
    }
    // In the switch's user namespace, which is the machine's if root has made it.
    List<String> wrapper =
        List.of("nsenter", "--target=" + network.pid(), "--user", "--preserve-credentials");
    var node =
        RealCorosync.create(
            directory, transport, addresses, network.isAsRoot() ? List.of() : wrapper);
    nodes.add(node);
    network.mustRun(
        "ip link add eth0 netns "
            + node.pid()
            + " type veth peer name port"
            + id
            + " && ip link set port"
            + id
            + " master br0 up");
    node.mustRun("ip addr add " + addresses.get(id - 1) + "/24 dev eth0 && ip link set eth0 up");
  }

  /** A node, from 1 on. */
  public RealCorosync node(int id) {
    return nodes.get(id - 1);
  }

  /** How many nodes there are. */
  public int size() {
    return nodes.size();
  }

  /** Starts corosync everywhere, and waits until all nodes see each other. */
  public RealCluster start() {
    nodes.forEach(RealCorosync::startOnly);
    nodes.forEach(node -> node.awaitNodes(nodes.size()));
    return this;
  }

  /** Cuts a node off. */
  public void pull(int id) {
    network.mustRun("ip link set port" + id + " down");
  }

  /** Connects it again. */
  public void plug(int id) {
    network.mustRun("ip link set port" + id + " up");
  }

  @Override
  public void close() {
    nodes.forEach(RealCorosync::close);
    network.close();
  }
}
