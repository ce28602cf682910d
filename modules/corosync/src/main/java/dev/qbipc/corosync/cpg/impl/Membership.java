package dev.qbipc.corosync.cpg.impl;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgOptions;
import dev.qbipc.corosync.cpg.impl.wire.GroupName;
import dev.qbipc.corosync.cpg.impl.wire.JoinRequest;
import dev.qbipc.corosync.cpg.impl.wire.LeaveRequest;
import dev.qbipc.corosync.cpg.impl.wire.LocalGet;
import dev.qbipc.corosync.impl.transport.LocalCorosync;
import dev.qbipc.corosync.impl.transport.Outgoing;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Timer;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One membership of a group, on a connection that joins it and nothing else. Corosync lets a
 * connection join once: joining again on it is refused for ever (corosync, section 7). Belongs to
 * the group's context.
 */
final class Membership {

  static final String SERVICE = "cpg";

  /** As libcpg while it sends: requests wait here and not in the ring when totem is busy. */
  private static final int FLOW_CONTROL_LIMIT = 2;

  private static final int PAUSE_MILLIS = 10;

  private final LocalCorosync corosync;
  private final GroupName name;
  private final ServiceConnection connection;
  private final CpgAddress self;
  private final Inbox inbox;
  private final Outbox outbox;
  private final Promise<Void> left = Promise.promise();

  private Membership(
      LocalCorosync corosync,
      GroupName name,
      ServiceConnection connection,
      CpgAddress self,
      CpgOptions options,
      GroupHandlers handlers,
      Consumer<Membership> entered) {
    this.corosync = corosync;
    this.name = name;
    this.connection = connection;
    this.self = self;
    var assembly = new Assembly(name.toString(), options.getMaxMessageSize());
    inbox = new Inbox(self, assembly, handlers, () -> entered.accept(this), left::tryComplete);
    outbox = new Outbox(corosync, connection, name.toString(), handlers::drained);
  }

  /**
   * Connects, so that the group can be joined.
   *
   * @param entered is called before the change is handed over that makes this a member
   * @param isGivenUp whether nobody wants it any more
   */
  static Future<Membership> open(
      LocalCorosync corosync,
      GroupName name,
      CpgOptions options,
      GroupHandlers handlers,
      Consumer<Membership> entered,
      BooleanSupplier isGivenUp) {
    return ServiceConnection.open(corosync, SERVICE, FLOW_CONTROL_LIMIT, isGivenUp)
        .compose(
            connection ->
                connection
                    .request(LocalGet.request(), "local node id", LocalGet::nodeId)
                    .map(nodeId -> new CpgAddress(nodeId, options.getPid()))
                    .map(
                        self ->
                            new Membership(
                                corosync, name, connection, self, options, handlers, entered))
                    .recover(failure -> closed(connection, failure)));
  }

  /** Joins. It is the owner who closes this when that fails. */
  Future<Void> join() {
    connection.eventHandler(inbox);
    return again(
        JoinRequest.of(name, self.pid()),
        "joining group " + name,
        // The leave of a process with the same id is still on its way, or totem is busy.
        Set.of(CorosyncError.TRY_AGAIN));
  }

  /** Leaves, behind all messages that were sent before. */
  Future<Void> leave() {
    Promise<Void> idle = Promise.promise();
    outbox.whenIdle(idle);
    return idle.future()
        .compose(
            sent ->
                again(
                    LeaveRequest.of(name, self.pid()),
                    "leaving group " + name,
                    // Busy as long as the join is on its way.
                    Set.of(CorosyncError.TRY_AGAIN, CorosyncError.BUSY)));
  }

  /**
   * Completes when the change has been handed over that tells of the leave, the connection has
   * ended, or a time is over.
   */
  Future<Void> gone() {
    long limit = corosync.options().getRequestTimeout().toMillis();
    Timer timer = corosync.vertx().timer(limit, TimeUnit.MILLISECONDS);
    left.future().onComplete(gone -> timer.cancel());
    return Future.any(left.future(), timer).mapEmpty();
  }

  /** The change that tells of the leave does not come, or only after a pause. */
  void awaitLeaveNoMore() {
    left.tryComplete();
  }

  /** Repeats a request that corosync refuses for the moment, until its time is over. */
  private Future<Void> again(Outgoing request, String what, Set<CorosyncError> passing) {
    long deadline = System.nanoTime() + corosync.options().getRequestTimeout().toNanos();
    Promise<Void> promise = Promise.promise();
    again(request, what, passing, deadline, promise);
    return promise.future();
  }

  private void again(
      Outgoing request,
      String what,
      Set<CorosyncError> passing,
      long deadline,
      Promise<Void> promise) {
    connection
        .<Void>request(request, what, answer -> null)
        .onSuccess(promise::complete)
        .onFailure(
            failure -> {
              boolean isPassing =
                  failure instanceof CorosyncException refusal
                      && refusal.errno() == 0
                      && passing.contains(refusal.error());
              if (isPassing && deadline - System.nanoTime() > 0) {
                corosync
                    .vertx()
                    .timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                    .onComplete(passed -> again(request, what, passing, deadline, promise));
              } else {
                promise.fail(failure);
              }
            });
  }

  private static <T> Future<T> closed(ServiceConnection connection, Throwable failure) {
    return connection.close().transform(done -> Future.failedFuture(failure));
  }

  CpgAddress self() {
    return self;
  }

  ServiceConnection connection() {
    return connection;
  }

  Inbox inbox() {
    return inbox;
  }

  Outbox outbox() {
    return outbox;
  }
}
