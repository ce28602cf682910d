package dev.qbipc.corosync.real;

import dev.qbipc.testing.corosync.NodeNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Nodes with a corosync each, on a network of their own. One JVM reaches all of them. */
public final class RealCluster implements AutoCloseable {

  private final NodeNetwork network;
  private final List<RealCorosync> nodes = new ArrayList<>();

  private RealCluster(NodeNetwork network) {
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
      var cluster = new RealCluster(NodeNetwork.create(own));
      try {
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
    List<String> addresses = NodeNetwork.addresses(size);
    var node = RealCorosync.create(directory, transport, addresses, network.wrapper());
    nodes.add(node);
    network.connect(node, id);
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
    network.pull(id);
  }

  /** Connects it again. */
  public void plug(int id) {
    network.plug(id);
  }

  @Override
  public void close() {
    nodes.forEach(RealCorosync::close);
    network.close();
  }
}
