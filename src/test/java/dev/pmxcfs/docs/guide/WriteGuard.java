package dev.pmxcfs.docs.guide;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.Reconnecting;
import dev.qbipc.corosync.quorum.Quorum;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps in mind whether this node may write. */
public final class WriteGuard {

  private static final Logger LOG = LoggerFactory.getLogger(WriteGuard.class);

  private final Reconnecting<Quorum> kept;
  private volatile boolean writable;

  WriteGuard(Vertx vertx, Corosync corosync) {
    kept =
        Reconnecting.keep(vertx, corosync::quorum)
            .handler(this::track)
            .lostHandler(reason -> writable = false)
            .start();
  }

  private void track(Quorum quorum) {
    quorum
        .handler(state -> writable = state.quorate())
        .nodesHandler(
            nodes -> LOG.info("nodes {}, of which {} have come", nodes.members(), nodes.joined()))
        .track()
        .onFailure(failure -> quorum.close());
  }

  boolean isWritable() {
    return writable;
  }

  Future<Void> close() {
    return kept.close();
  }
}
