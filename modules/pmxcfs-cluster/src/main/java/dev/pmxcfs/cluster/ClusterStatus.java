package dev.pmxcfs.cluster;

import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.GroupStatus;
import dev.pmxcfs.cluster.group.Mode;
import dev.pmxcfs.cluster.status.AnnouncementStatus;
import dev.pmxcfs.state.nodes.Members;
import java.util.List;
import java.util.Optional;

/**
 * How a node fares in its cluster.
 *
 * @param members the cluster's nodes, as corosync knows them
 * @param lost what of that corosync cannot be asked for just now
 * @param tree the group of the configuration tree
 * @param status the group of what nodes publish and log
 * @param announcements what this node publishes and has not given to its group yet
 */
public record ClusterStatus(
    Members members,
    List<String> lost,
    GroupStatus tree,
    GroupStatus status,
    AnnouncementStatus announcements) {

  /** A sync takes less, even of large trees. */
  private static final long PATIENCE_MILLIS = 10_000;

  /**
   * What is wrong, and what to do about it, if anything is; the worst of several.
   *
   * @param nowMillis by the clock that the groups go by
   */
  public Optional<String> fault(long nowMillis) {
    return ended(GroupProtocol.TREE, tree)
        .or(() -> ended(GroupProtocol.STATUS, status))
        .or(this::unknown)
        .or(this::quorum)
        .or(() -> standing(GroupProtocol.TREE, tree, nowMillis))
        .or(() -> standing(GroupProtocol.STATUS, status, nowMillis))
        .or(this::tooFew);
  }

  private static Optional<String> ended(GroupProtocol protocol, GroupStatus group) {
    return group.mode() == Mode.ERROR || group.mode() == Mode.VERSION_ERROR
        ? Optional.of(
            protocol.groupName()
                + " has been left until a restart: "
                + group.lastLeave().orElse("see the log"))
        : Optional.empty();
  }

  private Optional<String> unknown() {
    return lost.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join(" and ", lost)
                + " cannot be asked for from corosync, which is tried again; see to corosync here");
  }

  private Optional<String> quorum() {
    return members.isQuorate()
        ? Optional.empty()
        : Optional.of(
            "this node is not among a majority of its cluster, so that nothing can be changed; see to"
                + " the other nodes, and to corosync here");
  }

  private static Optional<String> standing(
      GroupProtocol protocol, GroupStatus group, long nowMillis) {
    long millis = nowMillis - group.modeSinceMillis();
    if (group.mode() == Mode.SYNCED || millis < PATIENCE_MILLIS) {
      return Optional.empty();
    }
    String why =
        group.missing().isEmpty()
            ? group.lastLeave().map(reason -> "; it was left last since " + reason).orElse("")
            : "; it waits for " + group.missing() + ": restart pmxcfs there";
    return Optional.of(
        protocol.groupName() + " has not been synced for " + millis / 1000 + " s" + why);
  }

  /** What is written then is lost if those who are missing have a higher version (defect D12). */
  private Optional<String> tooFew() {
    int there = tree.members().size();
    int nodes = members.all().size();
    return there > nodes / 2 || nodes == 0
        ? Optional.empty()
        : Optional.of(
            "pmxcfs runs on "
                + there
                + " of "
                + nodes
                + " nodes, which is not a majority though corosync has one: what is written may be lost"
                + " when the others are back; start pmxcfs there");
  }
}
