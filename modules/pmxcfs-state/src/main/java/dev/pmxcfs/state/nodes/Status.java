package dev.pmxcfs.state.nodes;

import dev.pmxcfs.api.ByteString;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the nodes have published at one moment, and which nodes there are (operations, sections 5.3
 * and 5.4; cluster, sections 4.3 and 5.2). A status never changes; a change makes a new one.
 *
 * @param members the nodes of the cluster
 * @param values by node and key: the local node first, then the others in the order in which they
 *     were first heard of; the keys in the order in which they were first set
 * @param addresses by node, of those that told theirs; any text
 * @param clusterInfoVersion how often what GET_CLUSTER_INFO tells has changed, unsigned
 */
public record Status(
    Members members,
    Map<ByteString, Map<ByteString, StatusValue>> values,
    Map<ByteString, ByteString> addresses,
    int clusterInfoVersion) {

  /** Before anything was published: the local node is known, and has no keys. */
  static Status empty(ByteString localNode) {
    return new Status(Members.NONE, Map.of(localNode, Map.of()), Map.of(), 0);
  }

  /** What a node has published, by key; nothing of a node that is not known. */
  public Map<ByteString, StatusValue> of(ByteString node) {
    return values.getOrDefault(node, Map.of());
  }

  /** Sets a node's key. Its version is 0, or one more than before where the key was set already. */
  Status with(ByteString node, ByteString key, byte[] data) {
    Map<ByteString, StatusValue> changed = new LinkedHashMap<>(of(node));
    changed.merge(key, new StatusValue(data, 0), (old, added) -> old.overwrittenWith(data));
    return withValues(node, changed);
  }

  /** Removes a node's key and forgets its version. */
  Status without(ByteString node, ByteString key) {
    if (values.containsKey(node) && !of(node).containsKey(key)) {
      return this;
    }
    Map<ByteString, StatusValue> changed = new LinkedHashMap<>(of(node));
    changed.remove(key);
    return withValues(node, changed);
  }

  private Status withValues(ByteString node, Map<ByteString, StatusValue> ofNode) {
    Map<ByteString, Map<ByteString, StatusValue>> changed = new LinkedHashMap<>(values);
    changed.put(node, Collections.unmodifiableMap(ofNode));
    return new Status(members, Collections.unmodifiableMap(changed), addresses, clusterInfoVersion);
  }

  /** Sets a node's address; clients are to fetch the cluster's information if it is another. */
  Status withAddress(ByteString node, ByteString address) {
    if (address.equals(addresses.get(node))) {
      return this;
    }
    Map<ByteString, ByteString> changed = new LinkedHashMap<>(addresses);
    changed.put(node, address);
    return new Status(
        members, values, Collections.unmodifiableMap(changed), clusterInfoVersion + 1);
  }

  /**
   * Sets the list of the nodes. What a node has published goes along with its number, under the
   * name that it has now, and is forgotten with it; addresses are never forgotten.
   *
   * @param localNode which need not be in the list
   */
  Status withNodes(Members read, ByteString localNode) {
    Map<ByteString, Map<ByteString, StatusValue>> kept = new LinkedHashMap<>();
    kept.put(localNode, of(localNode));
    for (Member before : members.all()) {
      Member now = read.byId().get(before.id());
      if (now != null && values.containsKey(before.name())) {
        kept.putIfAbsent(now.name(), of(before.name()));
      }
    }
    return new Status(read, Collections.unmodifiableMap(kept), addresses, clusterInfoVersion + 1);
  }

  /** Sets whose servers are in the group; counts also if they are those that were. */
  Status withOnline(Members changed) {
    return new Status(changed, values, addresses, clusterInfoVersion + 1);
  }

  /** Sets whether there is a majority, which clients are not told to ask for. */
  Status withQuorate(Members changed) {
    return new Status(changed, values, addresses, clusterInfoVersion);
  }
}
