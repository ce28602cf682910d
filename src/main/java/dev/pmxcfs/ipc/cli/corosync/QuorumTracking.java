package dev.pmxcfs.ipc.cli.corosync;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.quorum.Quorum;
import dev.qbipc.corosync.quorum.QuorumState;
import dev.qbipc.corosync.quorum.QuorumType;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;

/**
 * The quorum with the nodes of the ring. Where corosync.conf names nothing that decides, corosync's
 * states have neither a ring nor nodes, and what it tells of the nodes stands for both.
 */
final class QuorumTracking {

  private QuorumTracking() {}

  /** Tells what is now, and each change; completes when corosync has begun to. */
  static Future<Void> start(Quorum quorum, Handler<QuorumState> handler) {
    if (quorum.type() == QuorumType.FREE) {
      quorum.nodesHandler(
          nodes -> handler.handle(new QuorumState(true, nodes.ring(), nodes.members())));
    } else {
      quorum.handler(handler);
    }
    return quorum.track();
  }

  /** Asks for what is now. */
  static QuorumState read(Corosync corosync, Answers answers) {
    Quorum quorum = answers.await(corosync.quorum());
    Promise<QuorumState> first = Promise.promise();
    answers.await(start(quorum, first::tryComplete));
    QuorumState state = answers.await(first.future());
    answers.await(quorum.close());
    return state;
  }
}
