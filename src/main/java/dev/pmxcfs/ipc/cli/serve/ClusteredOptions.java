package dev.pmxcfs.ipc.cli.serve;

import dev.pmxcfs.cluster.ClusterOptions;
import dev.pmxcfs.ipc.server.PmxcfsServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether and how the node is in a cluster. */
@Command(optionListHeading = "%nCluster:%n")
final class ClusteredOptions {

  @Option(
      names = {"-l", "--local"},
      description =
          "Keeps this node by itself, though its configuration has a corosync.conf, by which it"
              + " joins a cluster otherwise.")
  private boolean local;

  @Option(
      names = "--corosync-conf",
      paramLabel = "FILE",
      description =
          "The host's corosync.conf, which follows that of the configuration; a new database begins"
              + " with it if it names this node (default: /etc/corosync/corosync.conf).")
  private Path corosyncConf;

  @Option(
      names = "--corosync-cfgtool",
      paramLabel = "FILE",
      description =
          "Has corosync read its configuration again, with -R (default: corosync-cfgtool).")
  private String reloadingTool;

  @Option(
      names = "--node-address",
      paramLabel = "ADDRESS",
      description =
          "This node's address, as the other nodes are told (default: that of the node's name).")
  private String address;

  @Option(
      names = "--change-timeout",
      paramLabel = "SECONDS",
      description =
          "How long a change waits while nothing moves in the cluster, before it is given up with"
              + " ETIMEDOUT, though it may still be made (default: 60).")
  private Integer changeTimeout;

  /**
   * @throws IllegalArgumentException if a value cannot be
   */
  void addTo(PmxcfsServerOptions options) {
    ClusterOptions cluster = options.getCluster().setLocal(local);
    if (corosyncConf != null) {
      cluster.getHostConf().setFile(corosyncConf.toString());
    }
    if (reloadingTool != null) {
      cluster.getHostConf().setReloadingTool(reloadingTool);
    }
    if (address != null) {
      cluster.setAddress(address);
    }
    if (changeTimeout != null) {
      cluster.getGroups().setChangeTimeout(Duration.ofSeconds(changeTimeout));
    }
    options.setCluster(cluster);
  }
}
