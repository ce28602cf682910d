package dev.pmxcfs.ipc.blackbox;

import dev.pmxcfs.cluster.ClusterNode;
import dev.pmxcfs.cluster.ClusterStatus;
import dev.pmxcfs.cluster.group.GroupStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Notes what changes in a cluster: the quorum, the nodes that are online, and of each group its
 * state and who is waited for. Looks once a second, so what comes and goes in between is not seen.
 */
public final class ClusterNotes {

  private static final long INTERVAL_MILLIS = 1_000;

  private final Vertx vertx;
  private final Blackbox blackbox;
  private final ClusterNode cluster;
  private final Map<String, String> last = new HashMap<>();
  private long timer;

  public ClusterNotes(Vertx vertx, Blackbox blackbox, ClusterNode cluster) {
    this.vertx = vertx;
    this.blackbox = blackbox;
    this.cluster = cluster;
  }

  /** Begins. */
  public void start() {
    timer = vertx.setPeriodic(INTERVAL_MILLIS, tick -> cluster.report().onSuccess(this::compare));
  }

  /** Ends it. */
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  private synchronized void compare(Optional<ClusterStatus> status) {
    status.ifPresent(
        now -> {
          compare("quorum", now.members().isQuorate() ? "quorate" : "no quorum");
          compare(
              "nodes",
              now.members().online().size() + " of " + now.members().all().size() + " online");
          compare("the tree's group", words(now.tree()));
          compare("the status's group", words(now.status()));
        });
  }

  private static String words(GroupStatus group) {
    String missing = group.missing().isEmpty() ? "" : ", waits for " + group.missing();
    return group.mode() + " with " + group.members().size() + " members" + missing;
  }

  private void compare(String what, String now) {
    String before = last.put(what, now);
    if (!now.equals(before)) {
      blackbox.note(
          Kind.GROUP, what + ": " + now + (before == null ? "" : " (before: " + before + ")"));
    }
  }
}
