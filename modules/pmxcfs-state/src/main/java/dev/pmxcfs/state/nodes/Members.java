package dev.pmxcfs.state.nodes;

import dev.pmxcfs.api.ByteString;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The nodes of the cluster at one moment (cluster, sections 4.3, 5.1 and 5.2). Members never
 * change; a change makes new ones.
 *
 * <p>The list of the nodes comes from corosync, and who is online from the group of the servers:
 * whichever is known first is kept for the other, so that no node is offline for want of a name.
 *
 * @param cluster the cluster's name
 * @param configVersion that of corosync's configuration; signed, as clients get it
 * @param byId the nodes by their numbers, which are unsigned; none without a cluster
 * @param online the numbers of the nodes whose servers are in the group
 * @param isQuorate whether this node is among the majority, so that files may be changed
 */
public record Members(
    ByteString cluster,
    int configVersion,
    Map<Integer, Member> byId,
    Set<Integer> online,
    boolean isQuorate) {

  /** Of a node without a cluster, which is always quorate. */
  public static final Members NONE = new Members(ByteString.of(""), 0, Map.of(), Set.of(), true);

  /** Whether there is a cluster that is known. */
  public boolean isCluster() {
    return !byId.isEmpty();
  }

  /** All nodes by their numbers. */
  public Collection<Member> all() {
    return byId.values();
  }

  /** The node of a number. */
  public Optional<Member> find(int id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Whether a node's server is in the group. */
  public boolean isOnline(Member member) {
    return online.contains(member.id());
  }

  /** The same nodes, of which others are online. */
  Members withOnline(Set<Integer> ids) {
    return new Members(cluster, configVersion, byId, Set.copyOf(ids), isQuorate);
  }

  /** The same nodes, with or without a majority. */
  Members withQuorate(boolean quorate) {
    return new Members(cluster, configVersion, byId, online, quorate);
  }

  /** Another list of nodes, of which those are online that were. */
  Members withNodes(ByteString name, int version, Collection<Member> nodes) {
    Map<Integer, Member> read = new TreeMap<>(Integer::compareUnsigned);
    nodes.forEach(node -> read.put(node.id(), node));
    return new Members(name, version, Collections.unmodifiableMap(read), online, isQuorate);
  }
}
