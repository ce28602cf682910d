package dev.qbipc.corosync.quorum.impl;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.impl.transport.CurrentState;
import dev.qbipc.corosync.impl.transport.LocalCorosync;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import dev.qbipc.corosync.impl.transport.Tracking;
import dev.qbipc.corosync.quorum.Quorum;
import dev.qbipc.corosync.quorum.QuorumNodes;
import dev.qbipc.corosync.quorum.QuorumState;
import dev.qbipc.corosync.quorum.QuorumType;
import dev.qbipc.corosync.quorum.impl.wire.QuorateGet;
import dev.qbipc.corosync.quorum.impl.wire.TrackStart;
import dev.qbipc.corosync.quorum.impl.wire.TrackStop;
import dev.qbipc.corosync.quorum.impl.wire.TypeGet;
import io.vertx.core.Future;
import io.vertx.core.Handler;

/** Asks for the quorum, and tracks it. */
public final class QuorumImpl implements Quorum {

  private static final String SERVICE = "quorum";

  /** As libqb's own. */
  private static final int FLOW_CONTROL_LIMIT = 1;

  /** Events with whole ring ids, and with who has come and gone. */
  private static final int MODEL = 1;

  private final ServiceConnection connection;
  private final QuorumType type;
  private final CurrentState<QuorumState> current;
  private final QuorumEvents events;

  private QuorumImpl(LocalCorosync corosync, ServiceConnection connection, QuorumType type) {
    this.connection = connection;
    this.type = type;
    current = new CurrentState<>(corosync, connection, "state");
    events = new QuorumEvents(current);
    connection.eventHandler(events);
  }

  /** See {@link dev.qbipc.corosync.Corosync#quorum}. */
  public static Future<Quorum> open(LocalCorosync corosync) {
    return ServiceConnection.open(corosync, SERVICE, FLOW_CONTROL_LIMIT)
        .compose(
            connection ->
                type(connection)
                    .<Quorum>map(type -> new QuorumImpl(corosync, connection, type))
                    .recover(
                        failure ->
                            connection.close().transform(done -> Future.failedFuture(failure))));
  }

  /** Asks for the type alone, on a connection that is closed again. */
  public static Future<QuorumType> askType(LocalCorosync corosync) {
    return open(corosync).compose(quorum -> quorum.close().map(quorum.type()));
  }

  private static Future<QuorumType> type(ServiceConnection connection) {
    return connection
        .request(TypeGet.withModel(MODEL), "type", TypeGet::type)
        .recover(
            failure ->
                isUnknownRequest(failure)
                    ? connection.request(TypeGet.request(), "type", TypeGet::type)
                    : Future.failedFuture(failure));
  }

  /** Corosync before 3.1.0 knows no models. */
  private static boolean isUnknownRequest(Throwable failure) {
    return failure instanceof CorosyncException refusal
        && refusal.errno() == 0
        && refusal.error() == CorosyncError.INVALID_PARAM;
  }

  @Override
  public QuorumType type() {
    return type;
  }

  @Override
  public Future<Boolean> quorate() {
    return connection.request(QuorateGet.request(), "quorate", QuorateGet::isQuorate);
  }

  @Override
  public Future<QuorumState> current() {
    return current.ask(TrackStart.of(Tracking.CURRENT));
  }

  @Override
  public Quorum handler(Handler<QuorumState> handler) {
    events.onState(handler);
    return this;
  }

  @Override
  public Quorum nodesHandler(Handler<QuorumNodes> handler) {
    events.onNodes(handler);
    return this;
  }

  @Override
  public Future<Void> track() {
    return track(Tracking.CHANGES);
  }

  @Override
  public Future<Void> trackChanges() {
    return track(Tracking.CHANGES_ONLY);
  }

  private Future<Void> track(Tracking what) {
    // The first events may come before the answer.
    events.track(true);
    return connection.request(TrackStart.of(what), "tracking", answer -> null);
  }

  @Override
  public Future<Void> stopTracking() {
    events.track(false);
    return connection.request(TrackStop.request(), "end of tracking", answer -> null);
  }

  @Override
  public Quorum closeHandler(Handler<CorosyncException> handler) {
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
