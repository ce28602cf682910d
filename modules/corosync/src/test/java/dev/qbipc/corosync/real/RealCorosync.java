package dev.qbipc.corosync.real;

import dev.qbipc.SocketMode;
import dev.qbipc.corosync.CorosyncOptions;
import dev.qbipc.testing.corosync.CorosyncNode;
import java.nio.file.Path;
import java.util.List;

/** A node with a corosync, and what clients of it are told. */
public final class RealCorosync extends CorosyncNode {

  private RealCorosync(
      Path directory, String transport, List<String> addresses, List<String> wrapper) {
    super(directory, transport, addresses, wrapper);
  }

  /** A node by itself, on udpu, which starts and ends soonest. */
  public static RealCorosync create(Path directory) {
    return create(directory, "udpu");
  }

  /** A node by itself, on udpu or knet. */
  public static RealCorosync create(Path directory, String transport) {
    return create(directory, transport, List.of("127.0.0.1"), List.of());
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
    return new RealCorosync(directory, transport, addresses, wrapper);
  }

  @Override
  public RealCorosync start() {
    super.start();
    return this;
  }

  /** Options of clients of this node. */
  public CorosyncOptions options() {
    return new CorosyncOptions()
        .setSocketMode(SocketMode.FILE_SYSTEM)
        .setSocketDirectory(socketDirectory().toString());
  }
}
