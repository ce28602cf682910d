package dev.pmxcfs.state.locks;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.TreeEntry;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A lock that somebody holds, at one moment, for people to see (mount, section 8).
 *
 * @param name its directory's in {@code priv/lock}, as a text
 * @param ageSeconds since it was made or renewed, by the time that its directory has: 0 if that is
 *     still to come, as a holder may set it
 * @param isExpired whether who asks for it gets it: this node has not seen it renewed for more than
 *     120 seconds, which begin anew when the server starts. In a cluster the lowest node decides,
 *     by its own clock
 * @param nodeId the corosync node id of the node on which it was made or renewed last, unsigned; 0
 *     without a cluster
 * @param node that node's name; empty if the cluster has no such node
 */
public record HeldLock(
    String name, long ageSeconds, boolean isExpired, int nodeId, Optional<String> node) {

  static final Comparator<HeldLock> OLDEST_FIRST =
      Comparator.comparingLong(HeldLock::ageSeconds).reversed().thenComparing(HeldLock::name);

  static HeldLock of(
      TreeEntry lock, boolean isExpired, long now, IntFunction<Optional<String>> nodes) {
    Attributes attributes = lock.attributes();
    return new HeldLock(
        attributes.name().toString(),
        Math.max(0, now - Integer.toUnsignedLong(attributes.mtime())),
        isExpired,
        attributes.writer(),
        nodes.apply(attributes.writer()));
  }
}
