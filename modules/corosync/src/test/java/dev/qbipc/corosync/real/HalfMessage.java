package dev.qbipc.corosync.real;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cpg.impl.wire.FragmentType;
import dev.qbipc.corosync.cpg.impl.wire.GroupName;
import dev.qbipc.corosync.cpg.impl.wire.JoinRequest;
import dev.qbipc.corosync.cpg.impl.wire.LeaveRequest;
import dev.qbipc.corosync.cpg.impl.wire.PartialMcastRequest;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.impl.transport.LocalCorosync;
import dev.qbipc.corosync.impl.transport.Outage;
import dev.qbipc.corosync.impl.transport.Outgoing;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A member that sends the first half of a message and no more, which the API does not let it. */
final class HalfMessage {

  private static final int HALF = 1000;
  private static final Set<CorosyncError> PASSING =
      EnumSet.of(CorosyncError.TRY_AGAIN, CorosyncError.BUSY);

  private final GroupName name;
  private final int pid;
  private final ServiceConnection connection;

  private HalfMessage(GroupName name, int pid, ServiceConnection connection) {
    this.name = name;
    this.pid = pid;
    this.connection = connection;
  }

  /** Joins a group on a node, and sends it. */
  static HalfMessage send(Vertx vertx, RealCorosync node, String group, int pid) {
    var corosync = new LocalCorosync(vertx, node.options(), new Outage());
    var half =
        new HalfMessage(
            new GroupName(group), pid, Waiting.value(ServiceConnection.open(corosync, "cpg", 2)));
    half.request(JoinRequest.of(half.name, pid));
    half.request(
        PartialMcastRequest.of(
            FragmentType.FIRST, 2 * HALF, List.of(Buffer.buffer(new byte[HALF])), HALF));
    return half;
  }

  /** Leaves the group in the middle of it. */
  void leave() {
    request(LeaveRequest.of(name, pid));
    die();
  }

  /** Ends as a process that dies. */
  void die() {
    Waiting.value(connection.close());
  }

  private void request(Outgoing request) {
    Waiting.until(() -> isTaken(request), "corosync to take a part of half a message");
  }

  /** Not while a join or a leave of this process is on its way, or totem is busy. */
  private boolean isTaken(Outgoing request) {
    Future<Boolean> taken =
        connection
            .<Void>request(request, "half a message", answer -> null)
            .map(true)
            .recover(
                failure ->
                    isPassing(failure)
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(failure));
    return Waiting.value(taken);
  }

  private static boolean isPassing(Throwable failure) {
    return failure instanceof CorosyncException refusal
        && refusal.errno() == 0
        && PASSING.contains(refusal.error());
  }
}
