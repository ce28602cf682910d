package dev.pmxcfs.cluster;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.conf.HostConf;
import dev.pmxcfs.cluster.conf.TreeConf;
import dev.pmxcfs.cluster.corosync.CpgProcessGroup;
import dev.pmxcfs.cluster.corosync.GroupLoop;
import dev.pmxcfs.cluster.group.GroupClock;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.GroupStatus;
import dev.pmxcfs.cluster.group.ProcessGroup;
import dev.pmxcfs.cluster.members.ClusterMembers;
import dev.pmxcfs.cluster.members.HostAddress;
import dev.pmxcfs.cluster.status.StatusGroup;
import dev.pmxcfs.cluster.tree.TreeGroup;
import dev.pmxcfs.state.ClusterState;
import dev.pmxcfs.state.change.TreeRules;
import dev.pmxcfs.state.nodes.NodeStatus;
import dev.pmxcfs.state.nodes.QuorumFollower;
import dev.pmxcfs.state.replica.ChangeOrder;
import dev.pmxcfs.state.replica.ReplicaLog;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.qbipc.corosync.Corosync;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node as a member of a cluster, if its configuration has a corosync.conf (cluster, section
 * 1.4). It is made before the state is opened, since it gives changes their order; {@link #start}
 * joins the groups, and {@link #close} leaves them before the state is closed.
 *
 * <p>Any thread may call the methods.
 */
public final class ClusterNode {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

  /** As long as changes may take that were begun, when the group is to be left. */
  private static final long SETTLING_SECONDS = 2;

  /** As long as a change of the group waits for the quorum of this node. */
  private static final long QUORUM_MILLIS = 1_500;

  private static final ConfigPath COROSYNC_CONF = ConfigPath.of("corosync.conf");

  private final VertxInternal vertx;
  private final ClusterOptions options;
  private final Corosync corosync;
  private final HostConf hostConf;
  private final TreeConf treeConf;

  private volatile ClusterState state;
  private volatile TreeGroup tree;
  private volatile StatusGroup status;
  private volatile ClusterMembers members;
  private boolean isClosing;

  private ClusterNode(Vertx vertx, ClusterOptions options) {
    this.vertx = (VertxInternal) vertx;
    this.options = options;
    corosync = Corosync.create(vertx, options.getCorosync());
    hostConf = new HostConf(vertx, options.getHostConf());
    treeConf = new TreeConf(this::conf, hostConf);
  }

  /**
   * A node that is in no cluster yet.
   *
   * @param options copied
   */
  public static ClusterNode create(Vertx vertx, ClusterOptions options) {
    return new ClusterNode(vertx, new ClusterOptions(options));
  }

  /**
   * The host's corosync.conf, which a new database begins with; empty if this node is none of its
   * nodes, or is to stay by itself. Blocks.
   *
   * @param nodeName this node's name
   */
  public Optional<String> firstConf(String nodeName) {
    return options.isLocal() ? Optional.empty() : hostConf.pathIfNaming(nodeName);
  }

  /** Orders the changes of the state that {@link #start} is given: by the group, or by itself. */
  public ChangeOrder order() {
    return this::begin;
  }

  private ReplicaLog begin(ChangeOrder.Loaded database, Clock clock) {
    if (options.isLocal() || database.configuration().tree().file(COROSYNC_CONF).isEmpty()) {
      return ChangeOrder.LOCAL.begin(database, clock);
    }
    var loop = GroupLoop.start(vertx, "pmxcfs-replica");
    tree =
        new TreeGroup(
            database.replica(TreeRules.CLUSTER),
            loop.thread(),
            group(GroupProtocol.TREE, loop),
            GroupClock.of(clock),
            options.getGroups(),
            this::isQuorate,
            this::isQuorateSoon,
            treeConf);
    return tree;
  }

  private ProcessGroup group(GroupProtocol protocol, GroupLoop loop) {
    int pid = (int) ProcessHandle.current().pid();
    return new CpgProcessGroup(corosync, loop.context(), protocol.groupName(), pid, loop.thread());
  }

  private boolean isQuorate() {
    ClusterState known = state;
    return known != null && known.status().current().members().isQuorate();
  }

  /** The quorum comes over another connection than what the group delivers (defect D20). */
  private boolean isQuorateSoon() {
    if (isQuorate()) {
      return true;
    }
    NodeStatus known = state.status();
    var gained = new CountDownLatch(1);
    QuorumFollower follower =
        isQuorate -> {
          if (isQuorate) {
            gained.countDown();
          }
        };
    try {
      return known.follow(follower) || gained.await(QUORUM_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      known.unfollow(follower);
    }
  }

  private Optional<byte[]> conf() {
    ClusterState known = state;
    return known == null ? Optional.empty() : known.tree().file(COROSYNC_CONF);
  }

  /** Whether there is a cluster to join, which is decided when the state is opened. */
  public boolean isInCluster() {
    return tree != null;
  }

  /**
   * Takes the state that has been opened with {@link #order}. In a cluster nothing may be changed
   * from now on until it is known to be quorate, and the host gets the tree's corosync.conf.
   */
  public void prepare(ClusterState opened) {
    state = opened;
    if (isInCluster()) {
      opened.status().setQuorate(false);
      treeConf.started(); // beside what follows: corosync may not answer (defect D3)
    }
  }

  /** Connects to corosync and joins the groups, from now on and whenever that has been lost. */
  public void start() {
    if (!isInCluster()) {
      return;
    }
    var context = vertx.createEventLoopContext();
    context
        .executeBlocking(this::address)
        .onSuccess(address -> context.runOnContext(now -> startMembers(address)))
        .onFailure(failure -> LOG.error("the cluster cannot be joined", failure));
  }

  private synchronized void startMembers(Optional<ByteString> address) {
    if (isClosing) {
      return;
    }
    members = new ClusterMembers(vertx, corosync, state.status());
    var loop = GroupLoop.start(vertx, "pmxcfs-status");
    status =
        new StatusGroup(
            state.status(),
            state.log(),
            address,
            loop.thread(),
            group(GroupProtocol.STATUS, loop),
            GroupClock.of(Clock.systemUTC()),
            options.getGroups());
    members.start().onSuccess(read -> join());
  }

  /** Late, if corosync is; not once the groups have been left. */
  private synchronized void join() {
    if (!isClosing) {
      tree.start();
      status.start();
    }
  }

  /**
   * How this node fares in its cluster: nothing if it is in none, or has not begun to join it.
   *
   * @return completes when the threads of both groups have answered, which a disk may hold up
   */
  public Future<Optional<ClusterStatus>> report() {
    StatusGroup joined = status;
    if (joined == null) {
      return Future.succeededFuture(Optional.empty());
    }
    Future<GroupStatus> ofTree = Future.fromCompletionStage(tree.groupStatus());
    Future<GroupStatus> ofStatus = Future.fromCompletionStage(joined.groupStatus());
    return Future.all(ofTree, ofStatus)
        .map(
            both ->
                Optional.of(
                    new ClusterStatus(
                        state.status().current().members(),
                        members.lost(),
                        ofTree.result(),
                        ofStatus.result(),
                        joined.waiting())));
  }

  /** What is wrong with the cluster as far as this node knows, if anything is. */
  public Future<Optional<String>> fault() {
    return report()
        .map(
            status ->
                status.flatMap(
                    known -> known.fault(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()))));
  }

  private Optional<ByteString> address() {
    String address = options.getAddress();
    return address.isEmpty()
        ? HostAddress.of(state.status().localNode().toString())
        : Optional.of(ByteString.of(address));
  }

  /**
   * Leaves the groups and ends all connections; what was written before is still sent. Changes are
   * refused afterwards.
   */
  public Future<Void> close() {
    if (!isInCluster()) {
      return Future.succeededFuture();
    }
    synchronized (this) {
      isClosing = true;
    }
    // what programs were told that they have written goes first
    return Future.fromCompletionStage(state.settle())
        .timeout(SETTLING_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty()
        .compose(settled -> vertx.<Void>executeBlocking(this::leave, false))
        .transform(
            left -> members == null ? Future.succeededFuture() : members.close().otherwiseEmpty());
  }

  private Void leave() {
    tree.leave();
    if (status != null) {
      status.close();
    }
    return null;
  }
}
