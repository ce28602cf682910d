package dev.qbipc.corosync.cfg.impl;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cfg.Cfg;
import dev.qbipc.corosync.cfg.CfgNodeStatus;
import dev.qbipc.corosync.cfg.CfgRingStatus;
import dev.qbipc.corosync.cfg.CfgShutdown;
import dev.qbipc.corosync.cfg.CfgShutdownQuestion;
import dev.qbipc.corosync.cfg.impl.wire.KillNodeRequest;
import dev.qbipc.corosync.cfg.impl.wire.LocalGet;
import dev.qbipc.corosync.cfg.impl.wire.NodeAddressesGet;
import dev.qbipc.corosync.cfg.impl.wire.NodeStatusGet;
import dev.qbipc.corosync.cfg.impl.wire.Order;
import dev.qbipc.corosync.cfg.impl.wire.RingStatusGet;
import dev.qbipc.corosync.cfg.impl.wire.ShutdownRequest;
import dev.qbipc.corosync.impl.transport.LocalCorosync;
import dev.qbipc.corosync.impl.transport.ServiceConnection;
import dev.qbipc.options.Bounds;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Asks and commands corosync itself. */
public final class CfgImpl implements Cfg {

  private static final String SERVICE = "cfg";

  /** As libqb's own. */
  private static final int FLOW_CONTROL_LIMIT = 1;

  /** For those who have a say in corosync's end, twelve times what they have by default. */
  private static final Duration SAY = Duration.ofMinutes(1);

  private final LocalCorosync corosync;
  private final ServiceConnection connection;
  private final ShutdownTracking tracking;

  private CfgImpl(LocalCorosync corosync, ServiceConnection connection) {
    this.corosync = corosync;
    this.connection = connection;
    this.tracking = new ShutdownTracking(connection);
  }

  /** See {@link dev.qbipc.corosync.Corosync#cfg}. */
  public static Future<Cfg> open(LocalCorosync corosync) {
    return ServiceConnection.open(corosync, SERVICE, FLOW_CONTROL_LIMIT)
        .map(connection -> new CfgImpl(corosync, connection));
  }

  @Override
  public Future<Integer> localNodeId() {
    return connection.request(LocalGet.request(), "local node id", LocalGet::nodeId);
  }

  @Override
  public Future<List<CfgRingStatus>> ringStatus() {
    return connection.request(RingStatusGet.request(), "status of links", RingStatusGet::links);
  }

  @Override
  public Future<CfgNodeStatus> nodeStatus(int nodeId) {
    String what = "status of node " + Integer.toUnsignedString(nodeId);
    return OldCorosync.explained(
        connection.request(NodeStatusGet.request(nodeId), what, NodeStatusGet::status), what);
  }

  @Override
  public Future<List<InetAddress>> nodeAddresses(int nodeId) {
    return connection.request(
        NodeAddressesGet.request(nodeId),
        "addresses of node " + Integer.toUnsignedString(nodeId),
        NodeAddressesGet::addresses);
  }

  @Override
  public Future<Void> reloadConfiguration() {
    return connection.request(Order.reload(), "reload of corosync.conf", answer -> null);
  }

  @Override
  public Future<Void> reopenLogs() {
    return connection.request(Order.reopenLogs(), "opening log files again", answer -> null);
  }

  @Override
  public Future<Void> killNode(int nodeId, String reason) {
    return connection.request(
        KillNodeRequest.of(nodeId, reason),
        "ending node " + Integer.toUnsignedString(nodeId),
        answer -> null);
  }

  @Override
  public Future<Void> shutdown(CfgShutdown how) {
    Duration usual = corosync.options().getRequestTimeout();
    return shutdown(how, usual.compareTo(SAY) > 0 ? usual : SAY);
  }

  @Override
  public Future<Void> shutdown(CfgShutdown how, Duration timeout) {
    Bounds.timeout("timeout", timeout);
    String what = "ending corosync";
    if (tracking.isOn()) {
      return Future.failedFuture(
          new CorosyncException(
              CorosyncError.BAD_OPERATION,
              what + " on a connection that has a say in it; take another one"));
    }
    return connection.request(ShutdownRequest.end(how), what, timeout, answer -> null);
  }

  @Override
  public Future<Void> trackShutdown(Handler<CfgShutdownQuestion> handler) {
    return tracking.start(Objects.requireNonNull(handler, "handler"));
  }

  @Override
  public Future<Void> untrackShutdown() {
    return tracking.stop();
  }

  @Override
  public Cfg closeHandler(Handler<CorosyncException> handler) {
    connection.closeHandler(handler);
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
