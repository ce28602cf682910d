package dev.pmxcfs.state;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.locks.HeldLock;
import dev.pmxcfs.state.log.ClusterLog;
import dev.pmxcfs.state.nodes.Members;
import dev.pmxcfs.state.nodes.Status;
import dev.pmxcfs.state.tree.ConfigTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much a state holds, at one moment.
 *
 * @param version the tree's global version, unsigned
 * @param files files of the tree
 * @param bytes what they hold together
 * @param guests guests that they configure
 * @param locks how many locks are held
 * @param oldestLocks those of them that were not renewed for longest, up to 256
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
    List<HeldLock> oldestLocks,
    Map<String, Integer> statusEntries,
    int logEntries,
    boolean isQuorate) {

  /** As many as a cluster's nodes and storages have; more would make reports long. */
  private static final int MOST_LOCKS = 256;

  /**
   * @param node this node's name, which holds all locks where there is no cluster
   * @param now the time in seconds since 1970
   */
  static StateStats of(
      Configuration configuration, Status status, ClusterLog log, ByteString node, long now) {
    ConfigTree tree = configuration.tree();
    Map<String, Integer> statusEntries = new LinkedHashMap<>();
    status.values().forEach((of, keys) -> statusEntries.put(of.toString(), keys.size()));
    return new StateStats(
        tree.version(),
        tree.root().files(),
        tree.root().bytes(),
        configuration.guests().guests().size(),
        configuration.locks().count(),
        configuration.locks().oldest(tree, now, id -> name(id, status.members(), node), MOST_LOCKS),
        statusEntries,
        log.size(),
        status.members().isQuorate());
  }

  private static Optional<String> name(int id, Members members, ByteString node) {
    return id == 0
        ? Optional.of(node.toString())
        : members.find(id).map(member -> member.name().toString());
  }
}
