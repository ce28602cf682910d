package dev.pmxcfs.state.nodes;

import dev.pmxcfs.api.ByteString;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The addresses of nodes that have told theirs before they were in the list of nodes: that is read
 * on its own way, and a node says its address but once a sync. Not safe for use by several threads.
 */
final class UnlistedAddresses {

  /** More than a cluster has nodes. */
  private static final int MAX = 256;

  private final Map<Integer, ByteString> byId = new LinkedHashMap<>();

  /** Keeps an address in place of an earlier one; the oldest makes room. */
  void put(int id, ByteString address) {
    byId.remove(id);
    if (byId.size() >= MAX) {
      byId.remove(byId.keySet().iterator().next());
    }
    byId.put(id, address);
  }

  /** The address of a node that is in the list now, which is not kept any longer. */
  Optional<ByteString> take(int id) {
    return Optional.ofNullable(byId.remove(id));
  }
}
