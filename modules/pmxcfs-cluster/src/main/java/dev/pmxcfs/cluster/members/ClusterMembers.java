package dev.pmxcfs.cluster.members;

import dev.pmxcfs.state.failure.Reason;
import dev.pmxcfs.state.nodes.NodeStatus;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.ReconnectOptions;
import dev.qbipc.corosync.Reconnecting;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.quorum.Quorum;
import dev.qbipc.corosync.quorum.QuorumState;
import dev.qbipc.corosync.quorum.QuorumType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the nodes of a {@link NodeStatus} and its quorum as corosync has them (cluster, sections
 * 5.1 and 5.2), over a connection for each. When corosync goes, the quorum goes with it, and the
 * nodes stay as they were last known; when it is back, both are read anew (cluster, section 1.5).
 *
 * <p>Belongs to the context that creates it. Any thread may call its methods.
 */
public final class ClusterMembers {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterMembers.class);

  /** No longer than a group waits to join again, which would know of no quorum then. */
  private static final ReconnectOptions PAUSES =
      new ReconnectOptions()
          .setFirstPause(Duration.ofMillis(500))
          .setLongestPause(Duration.ofSeconds(1));

  private static final String QUORUM = "the quorum";
  private static final String NODES = "the list of nodes";

  private final Vertx vertx;
  private final NodeStatus status;
  private final Reconnecting<Quorum> quorum;
  private final Reconnecting<Cmap> cmap;
  private final Set<String> lost = new ConcurrentSkipListSet<>();
  private final Promise<Void> asked = Promise.promise();
  private final Promise<Void> quorumIsKnown = Promise.promise();

  /** Whether the log says that the list cannot be read; of the context. */
  private boolean failureIsTold;

  /**
   * @param corosync which need not run; its options should not let a connection wait for it
   * @param status is told of everything
   */
  public ClusterMembers(Vertx vertx, Corosync corosync, NodeStatus status) {
    this.vertx = vertx;
    this.status = status;
    quorum =
        Reconnecting.keep(vertx, PAUSES, corosync::quorum)
            .handler(
                connected -> {
                  found(QUORUM);
                  track(connected);
                })
            .lostHandler(
                reason -> {
                  status.setQuorate(false);
                  lost(QUORUM, reason);
                });
    cmap =
        Reconnecting.keep(vertx, PAUSES, corosync::cmap)
            .handler(
                connected -> {
                  found(NODES);
                  read(connected);
                })
            .lostHandler(reason -> lost(NODES, reason));
  }

  /** Told once, until it is there again: corosync's client says once that all of it is gone. */
  private void lost(String service, Throwable reason) {
    if (lost.add(service)) {
      LOG.info(
          "{} is not known from corosync, and is asked for again: {}", service, Reason.of(reason));
    }
  }

  private void found(String service) {
    if (lost.remove(service)) {
      LOG.info("{} is known from corosync again", service);
    }
  }

  /** What corosync cannot be asked for just now, each over a connection that is made anew. */
  public List<String> lost() {
    return List.copyOf(lost);
  }

  /**
   * Begins to connect; there is no quorum until corosync says so.
   *
   * @return completes when corosync is there and has told of the quorum, and the list of nodes has
   *     been read, or cannot be for now. Groups are to be joined after that, as in the C server:
   *     what other nodes say counts if they are in the list. Does not complete if this is closed
   *     before
   */
  public Future<Void> start() {
    status.setQuorate(false);
    quorum.start();
    cmap.start();
    return Future.all(asked.future(), quorumIsKnown.future()).mapEmpty();
  }

  /**
   * Ends both connections.
   *
   * @return completes when nothing is left of them
   */
  public Future<Void> close() {
    return Future.join(quorum.close(), cmap.close()).mapEmpty();
  }

  private void track(Quorum connected) {
    if (connected.type() == QuorumType.FREE) {
      LOG.error(
          "corosync.conf names no provider of the quorum, so that there is none, and nothing can be"
              + " changed; set quorum.provider to corosync_votequorum, and restart corosync");
      quorumIsKnown.tryComplete();
      return;
    }
    connected.handler(this::take).track().onFailure(failure -> connected.close());
  }

  private void take(QuorumState state) {
    status.setQuorate(state.quorate());
    quorumIsKnown.tryComplete();
  }

  private void read(Cmap connected) {
    new NodeListReader(connected, this::take, reason -> failed(connected, reason)).start();
  }

  private void take(NodeList list) {
    failureIsTold = false;
    status.setNodes(list.cluster(), list.configVersion(), list.nodes());
    asked.tryComplete();
  }

  /** As the C server, which goes on with another connection, unless a change mends it before. */
  private void failed(Cmap connected, Throwable reason) {
    if (!connected.isOpen()) {
      return;
    }
    if (!failureIsTold) {
      failureIsTold = true;
      LOG.warn(
          "corosync's list of nodes cannot be read, and stays as it was known: {}",
          Reason.of(reason));
    }
    asked.tryComplete();
    vertx.setTimer(
        PAUSES.getLongestPause().toMillis(),
        over -> {
          if (failureIsTold) {
            connected.close();
          }
        });
  }
}
