package dev.pmxcfs.state.status;

import dev.pmxcfs.state.tree.ByteString;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the local node published at one moment (operations specification, sections 5.3 and 5.4). A
 * status never changes; a change makes a new one.
 *
 * @param values by key, in the order in which the keys were first set
 * @param nodeIp the node's address, which is no key and may be any text; empty before it was set
 * @param clusterInfoVersion how often what GET_CLUSTER_INFO tells has changed, unsigned
 */
public record Status(
    Map<ByteString, StatusValue> values, Optional<ByteString> nodeIp, int clusterInfoVersion) {

  /** Before anything was published. */
  public static final Status EMPTY = new Status(Map.of(), Optional.empty(), 0);

  /** Sets a key. Its version is 0, or one more than before where the key was set already. */
  Status with(ByteString key, byte[] data) {
    Map<ByteString, StatusValue> changed = new LinkedHashMap<>(values);
    changed.merge(key, new StatusValue(data, 0), (old, added) -> old.overwrittenWith(data));
    return withValues(changed);
  }

  /** Removes a key and forgets its version. */
  Status without(ByteString key) {
    if (!values.containsKey(key)) {
      return this;
    }
    Map<ByteString, StatusValue> changed = new LinkedHashMap<>(values);
    changed.remove(key);
    return withValues(changed);
  }

  private Status withValues(Map<ByteString, StatusValue> changed) {
    return new Status(Collections.unmodifiableMap(changed), nodeIp, clusterInfoVersion);
  }

  /** Sets the node's address; clients are to fetch the cluster's information if it is another. */
  Status withNodeIp(ByteString ip) {
    Optional<ByteString> changed = Optional.of(ip);
    return changed.equals(nodeIp) ? this : new Status(values, changed, clusterInfoVersion + 1);
  }
}
