package dev.qbipc.corosync.votequorum.impl;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.impl.transport.CurrentState;
import dev.qbipc.corosync.impl.transport.LocalCorosync;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import dev.qbipc.corosync.impl.transport.Tracking;
import dev.qbipc.corosync.quorum.QuorumType;
import dev.qbipc.corosync.quorum.impl.QuorumImpl;
import dev.qbipc.corosync.votequorum.Votequorum;
import dev.qbipc.corosync.votequorum.VotequorumExpectedVotes;
import dev.qbipc.corosync.votequorum.VotequorumInfo;
import dev.qbipc.corosync.votequorum.VotequorumNodes;
import dev.qbipc.corosync.votequorum.VotequorumState;
import dev.qbipc.corosync.votequorum.impl.wire.ExpectedVotesSet;
import dev.qbipc.corosync.votequorum.impl.wire.InfoGet;
import dev.qbipc.corosync.votequorum.impl.wire.TrackStart;
import dev.qbipc.corosync.votequorum.impl.wire.TrackStop;
import dev.qbipc.corosync.votequorum.impl.wire.VotesSet;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.VertxInternal;

/** Asks votequorum, sets votes, and tracks them. */
public final class VotequorumImpl implements Votequorum {

  private static final String SERVICE = "votequorum";

  /** As libqb's own. */
  private static final int FLOW_CONTROL_LIMIT = 1;

  /** Where a node is asked for. */
  private static final int OWN_NODE = 0;

  /** Where a node's votes are set. */
  private static final int QUORUM_DEVICE = 0;

  private final VertxInternal vertx;
  private final ServiceConnection connection;
  private final CurrentState<VotequorumState> current;
  private final VotequorumEvents events;

  private VotequorumImpl(LocalCorosync corosync, ServiceConnection connection) {
    this.vertx = (VertxInternal) corosync.vertx();
    this.connection = connection;
    current = new CurrentState<>(corosync, connection, "state");
    events = new VotequorumEvents(current);
    connection.eventHandler(events);
  }

  /**
   * See {@link dev.qbipc.corosync.Corosync#votequorum}. A service that is not configured has no
   * socket, as one of a corosync that does not run; the service quorum knows which it is.
   */
  public static Future<Votequorum> open(LocalCorosync corosync) {
    return QuorumImpl.askType(corosync)
        .compose(
            type ->
                type == QuorumType.FREE
                    ? Future.failedFuture(notConfigured())
                    : ServiceConnection.open(corosync, SERVICE, FLOW_CONTROL_LIMIT))
        .map(connection -> new VotequorumImpl(corosync, connection));
  }

  private static CorosyncException notConfigured() {
    return new CorosyncException(
        CorosyncError.NOT_SUPPORTED,
        "corosync's service "
            + SERVICE
            + " is not configured, for corosync.conf has no quorum { provider:"
            + " corosync_votequorum }");
  }

  @Override
  public Future<VotequorumInfo> info() {
    return info(OWN_NODE);
  }

  @Override
  public Future<VotequorumInfo> info(int nodeId) {
    String node = nodeId == OWN_NODE ? "this node" : named(nodeId);
    return connection.request(InfoGet.request(nodeId), "info of " + node, InfoGet::info);
  }

  @Override
  public Future<Void> setExpectedVotes(int votes) {
    String what = "setting expected votes to " + votes;
    if (isTooMany(votes)) {
      return refused(what);
    }
    return connection.request(ExpectedVotesSet.of(votes), what, answer -> null);
  }

  @Override
  public Future<Void> setVotes(int nodeId, int votes) {
    String what = "setting votes of " + named(nodeId) + " to " + votes;
    if (isTooMany(votes)) {
      return refused(what);
    }
    if (nodeId == QUORUM_DEVICE) {
      return refused(what + ", which means a quorum device");
    }
    return connection.request(VotesSet.of(nodeId, votes), what, answer -> null);
  }

  private static boolean isTooMany(int votes) {
    return votes < 0 || votes > MAX_VOTES;
  }

  private Future<Void> refused(String what) {
    return vertx
        .getOrCreateContext()
        .failedFuture(new CorosyncException(CorosyncError.INVALID_PARAM, what));
  }

  private static String named(int nodeId) {
    return "node " + Integer.toUnsignedString(nodeId);
  }

  @Override
  public Future<VotequorumState> current() {
    return current.ask(TrackStart.of(Tracking.CURRENT, VotequorumEvents.ASKED));
  }

  @Override
  public Votequorum handler(Handler<VotequorumState> handler) {
    events.onState(handler);
    return this;
  }

  @Override
  public Votequorum nodesHandler(Handler<VotequorumNodes> handler) {
    events.onNodes(handler);
    return this;
  }

  @Override
  public Votequorum expectedVotesHandler(Handler<VotequorumExpectedVotes> handler) {
    events.onExpectedVotes(handler);
    return this;
  }

  @Override
  public Future<Void> track(long context) {
    return track(Tracking.CHANGES, context);
  }

  @Override
  public Future<Void> trackChanges(long context) {
    return track(Tracking.CHANGES_ONLY, context);
  }

  private Future<Void> track(Tracking what, long context) {
    // The first events may come before the answer.
    events.track(true);
    return connection.request(TrackStart.of(what, context), "tracking", answer -> null);
  }

  @Override
  public Future<Void> stopTracking() {
    events.track(false);
    return connection.request(TrackStop.request(), "end of tracking", answer -> null);
  }

  @Override
  public Votequorum closeHandler(Handler<CorosyncException> handler) {
    current.closeHandler(handler);
    return this;
  }

  @Override
  public boolean isOpen() {
    return connection.isOpen();
  }

  @Override
  public Future<Void> close() {
    return connection.close();
  }
}
