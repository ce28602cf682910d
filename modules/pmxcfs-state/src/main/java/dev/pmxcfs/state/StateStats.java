package dev.pmxcfs.state;

import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.log.ClusterLog;
import dev.pmxcfs.state.nodes.NodeStatus;
import dev.pmxcfs.state.tree.ConfigTree;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much a state holds, at one moment.
 *
 * @param version the tree's global version, unsigned
 * @param files files of the tree
 * @param bytes what they hold together
 * @param guests guests that they configure
 * @param locks locks that are held
 * @param statusEntries keys that are set, by the name of the node that they are of
 * @param logEntries entries of the cluster log
 * @param isQuorate whether this node is among the majority of its cluster, or has none: without a
 *     majority all changes are refused
 */
public record StateStats(
    long version,
    int files,
    long bytes,
    int guests,
    int locks,
    Map<String, Integer> statusEntries,
    int logEntries,
    boolean isQuorate) {

  static StateStats of(Configuration configuration, NodeStatus status, ClusterLog log) {
    ConfigTree tree = configuration.tree();
    Map<String, Integer> statusEntries = new LinkedHashMap<>();
    status.current().values().forEach((of, keys) -> statusEntries.put(of.toString(), keys.size()));
    return new StateStats(
        tree.version(),
        tree.root().files(),
        tree.root().bytes(),
        configuration.guests().guests().size(),
        configuration.locks().count(),
        statusEntries,
        log.size(),
        status.current().members().isQuorate());
  }
}
