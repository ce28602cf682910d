package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.base.TextTable;
import dev.pmxcfs.ipc.stats.ClusterReport;
import dev.pmxcfs.ipc.stats.NodeReport;
import java.util.List;
import java.util.Optional;

/** The nodes of the cluster. */
final class ClusterTable {

  private ClusterTable() {}

  static List<String> lines(Optional<ClusterReport> cluster) {
    if (cluster.isEmpty()) {
      return List.of("this node is in no cluster");
    }
    var table = new TextTable(">ID", "NODE", "STATE");
    for (NodeReport node : cluster.get().members()) {
      table.row(node.id(), StandardOutput.name(node.name()), node.isOnline() ? "online" : "absent");
    }
    return table.lines();
  }
}
