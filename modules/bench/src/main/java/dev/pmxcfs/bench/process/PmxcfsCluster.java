package dev.pmxcfs.bench.process;

import dev.qbipc.testing.corosync.CorosyncNode;
import dev.qbipc.testing.corosync.NodeNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A cluster on this machine: each node has a corosync and a pmxcfs, in namespaces of its own, and
 * all are on one network.
 */
public final class PmxcfsCluster implements AutoCloseable {

  private final NodeNetwork network;
  private final List<PmxcfsNode> nodes = new ArrayList<>();

  private PmxcfsCluster(NodeNetwork network) {
    this.network = network;
  }

  /**
   * Starts corosync on each node.
   *
   * @param name of the directory that nodes have for their files, in that of the servers
   * @param size how many nodes there are
   */
  public static PmxcfsCluster create(Servers servers, String name, int size) {
    Path directory = servers.scratch().resolve(name);
    var cluster = new PmxcfsCluster(NodeNetwork.create(made(directory.resolve("switch"))));
    try {
      for (int id = 1; id <= size; id++) {
        var node =
            new CorosyncNode(
                made(directory.resolve(name + "-n" + id)),
                "udpu",
                NodeNetwork.addresses(size),
                cluster.network.wrapper());
        cluster.nodes.add(new PmxcfsNode(servers, node, id));
        cluster.network.connect(node, id);
      }
      cluster.nodes.forEach(node -> node.corosync().startOnly());
      cluster.nodes.forEach(node -> node.corosync().awaitNodes(size));
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private static Path made(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a program on each node, and waits until each node can write what all can read. */
  public void start(NodeProgram program, Map<String, String> environment) {
    nodes.forEach(node -> node.start(program, environment));
    for (int id = 1; id <= nodes.size(); id++) {
      node(id).runUntilDone("echo text > from-" + id);
    }
    for (int id = 1; id <= nodes.size(); id++) {
      nodes.get(id - 1).runUntilDone("test $(ls -d from-* | wc -l) = " + nodes.size());
    }
  }

  /** A node, from 1 on. */
  public PmxcfsNode node(int id) {
    return nodes.get(id - 1);
  }

  /** All nodes. */
  public List<PmxcfsNode> nodes() {
    return nodes;
  }

  @Override
  public void close() {
    nodes.forEach(PmxcfsNode::close);
    network.close();
  }
}
