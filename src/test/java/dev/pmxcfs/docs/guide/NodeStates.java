package dev.pmxcfs.docs.guide;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.Reconnecting;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cmap.CmapValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The nodes and whether they are joined, as corosync's map has it. */
public final class NodeStates {

  private static final String MEMBERS = "runtime.members.";
  private static final Pattern STATUS = Pattern.compile("runtime\\.members\\.(\\d+)\\.status");

  private final Map<String, String> states = new ConcurrentHashMap<>();
  private final Reconnecting<Cmap> kept;

  NodeStates(Vertx vertx, Corosync corosync) {
    kept =
        Reconnecting.keep(vertx, corosync::cmap)
            .handler(this::connected)
            .lostHandler(reason -> states.clear())
            .start();
  }

  private void connected(Cmap cmap) {
    cmap.trackPrefix(
            MEMBERS, change -> change.newValue().ifPresent(now -> seen(change.key(), now, true)))
        .compose(tracking -> cmap.list(MEMBERS))
        .onSuccess(list -> list.forEach(entry -> seen(entry.key(), entry.value(), false)));
  }

  /** A change is always newer than what a list has of the same key. */
  private void seen(String key, CmapValue value, boolean isChange) {
    Matcher node = STATUS.matcher(key);
    if (node.matches()) {
      states.merge(node.group(1), value.asText(), (old, now) -> isChange ? now : old);
    }
  }

  /** By node id, {@code joined} or {@code left}; empty while corosync does not run. */
  Map<String, String> states() {
    return Map.copyOf(states);
  }

  Future<Void> close() {
    return kept.close();
  }
}
