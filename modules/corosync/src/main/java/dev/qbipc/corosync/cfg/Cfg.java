package dev.qbipc.corosync.cfg;

import dev.qbipc.corosync.CorosyncConnection;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * A connection to what rules corosync itself: its links to other nodes, its configuration and its
 * end (corosync, section 6). Node ids are unsigned.
 *
 * <p>While the nodes form a new ring, most calls fail with {@link CorosyncError#TRY_AGAIN} or wait.
 */
public interface Cfg extends CorosyncConnection {

  /** {@return this node's id} */
  Future<Integer> localNodeId();

  /**
   * {@return the links of this node, in their order, each with what its transport says of it} Where
   * it is known, {@link #nodeStatus} is easier to understand.
   */
  Future<List<CfgRingStatus>> ringStatus();

  /**
   * How this node reaches another one, or itself. With the transport udpu corosync knows little of
   * that, and says of a node that does not exist that it cannot be reached.
   *
   * @param nodeId the node
   * @return fails with {@link CorosyncError#FAILED_OPERATION} for a node that is not configured,
   *     and with {@link CorosyncError#NOT_SUPPORTED} where corosync is older than 3.1.1: there is
   *     {@link #ringStatus} then
   */
  Future<CfgNodeStatus> nodeStatus(int nodeId);

  /**
   * The addresses of a node, one for each link.
   *
   * @param nodeId 0 for this node
   * @return fails with {@link CorosyncError#NOT_EXIST} for a node that is not known
   */
  Future<List<InetAddress>> nodeAddresses(int nodeId);

  /**
   * Has all nodes read corosync.conf again, each its own. What cannot change while corosync runs
   * stays as it is.
   *
   * @return completes when this node has done so; fails with {@link CorosyncError#INVALID_PARAM} if
   *     it could not use the file, for which its log has the reason
   */
  Future<Void> reloadConfiguration();

  /**
   * Has this node's corosync open its log file again, after it was moved away.
   *
   * @return completes when it is done
   */
  Future<Void> reopenLogs();

  /**
   * Ends corosync on another node, at once and without asking there.
   *
   * @param nodeId the node
   * @param reason for that node's log, at most 255 bytes in UTF-8, none of them zero
   * @return completes when the order is on its way; fails with {@link CorosyncError#NOT_EXIST} for
   *     a node that is not there
   * @throws CorosyncException with {@link CorosyncError#INVALID_PARAM} for another reason
   */
  Future<Void> killNode(int nodeId, String reason);

  /**
   * As {@link #shutdown(CfgShutdown, Duration)}. It waits as long as the options say, but at least
   * a minute; those who are asked have 5 seconds by default.
   *
   * @param how whether those who track the end are asked
   * @return as there
   */
  Future<Void> shutdown(CfgShutdown how);

  /**
   * Ends corosync on this node, and with it this connection. Other calls on this connection wait
   * meanwhile.
   *
   * @param how whether those who track the end are asked
   * @param timeout to wait for the answer, which does not come before all who {@linkplain
   *     #trackShutdown were asked} have answered, or have let {@code cfg.shutdown_timeout} pass;
   *     when it is over, the connection ends
   * @return completes when corosync is about to end; fails with {@link CorosyncError#BUSY} when
   *     somebody said no, or nothing, with {@link CorosyncError#EXIST} when it is being asked
   *     already, and with {@link CorosyncError#BAD_OPERATION} on a connection that tracks: it could
   *     not answer while it waits
   */
  Future<Void> shutdown(CfgShutdown how, Duration timeout);

  /**
   * Has a say in the {@linkplain #shutdown end} of this node's corosync from now on, in place of
   * the handler that had one before. Signals end corosync without a question.
   *
   * @param handler is asked; one that does not answer has said no when the time is over
   * @return completes when it will be asked; a question may come before. Fails with {@link
   *     CorosyncError#NOT_SUPPORTED} where corosync is older than 3.1.1
   */
  Future<Void> trackShutdown(Handler<CfgShutdownQuestion> handler);

  /**
   * Is not asked any more. A question that is open is over: corosync waits for its answer no more.
   *
   * @return completes when corosync has taken it
   */
  Future<Void> untrackShutdown();

  @Override
  Cfg closeHandler(Handler<CorosyncException> handler);
}
