package dev.qbipc.testing.corosync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The network of a cluster's nodes (corosync, section 9): one more namespace is the switch, with a
 * port for each node that can be pulled.
 */
public final class NodeNetwork implements AutoCloseable {

  private final NodeShell shell;

  private NodeNetwork(NodeShell shell) {
    this.shell = shell;
  }

  /**
   * A network without nodes.
   *
   * @param directory empty, and removed by its owner
   */
  public static NodeNetwork create(Path directory) {
    try {
      Files.createDirectories(directory.resolve("tmp"));
      Files.createDirectories(directory.resolve("etc"));
      var network = new NodeNetwork(NodeShell.start(directory, List.of()));
      try {
        network.shell.mustRun("ip link add br0 type bridge && ip link set br0 up");
        return network;
      } catch (RuntimeException | Error e) {
        network.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The addresses of nodes from 1 on. */
  public static List<String> addresses(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(NodeNetwork::address).toList();
  }

  /** The address of a node. */
  public static String address(int id) {
    return "10.77.0." + id;
  }

  /**
   * The command that has to make the namespaces of nodes which are to be connected: in the user
   * namespace of this network, which is the machine's if root has made it.
   */
  public List<String> wrapper() {
    return shell.isAsRoot()
        ? List.of()
        : List.of("nsenter", "--target=" + shell.pid(), "--user", "--preserve-credentials");
  }

  /** Connects a node for the first time. */
  public void connect(CorosyncNode node, int id) {
    shell.mustRun(
        "ip link add eth0 netns "
            + node.pid()
            + " type veth peer name port"
            + id
            + " && ip link set port"
            + id
            + " master br0 up");
    node.mustRun("ip addr add " + address(id) + "/24 dev eth0 && ip link set eth0 up");
  }

  /** Cuts a node off. */
  public void pull(int id) {
    shell.mustRun("ip link set port" + id + " down");
  }

  /** Connects it again. */
  public void plug(int id) {
    shell.mustRun("ip link set port" + id + " up");
  }

  @Override
  public void close() {
    shell.close();
  }
}
