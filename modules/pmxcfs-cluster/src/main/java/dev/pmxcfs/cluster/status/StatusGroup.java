package dev.pmxcfs.cluster.status;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.group.GroupClock;
import dev.pmxcfs.cluster.group.GroupOptions;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.GroupStatus;
import dev.pmxcfs.cluster.group.GroupThread;
import dev.pmxcfs.cluster.group.ProcessGroup;
import dev.pmxcfs.cluster.group.StateMachine;
import dev.pmxcfs.cluster.group.Submission;
import dev.pmxcfs.state.log.ClusterLog;
import dev.pmxcfs.state.nodes.NodeStatus;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nodes publish, and their log, in a cluster: the group that makes it known to all nodes. Any
 * thread may call the methods.
 */
public final class StatusGroup implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatusGroup.class);

  /** As long as closing waits for the others to take leave; they find out by themselves, too. */
  private static final long LEAVE_MILLIS = 3_000;

  private final NodeStatus status;
  private final ClusterLog log;
  private final GroupThread thread = new GroupThread("pmxcfs-status");
  private final Announcements announcements;
  private final StateMachine<Submission> machine;

  /**
   * @param hostAddress this node's address until it publishes another one; empty if it has none
   * @param groups makes the process group of a thread
   */
  public StatusGroup(
      NodeStatus status,
      ClusterLog log,
      Optional<ByteString> hostAddress,
      Function<GroupThread, ProcessGroup> groups,
      GroupClock clock,
      GroupOptions options) {
    this.status = status;
    this.log = log;
    announcements = new Announcements(status, thread::execute);
    ProcessGroup group = groups.apply(thread);
    var member = new StatusMember(status, log, hostAddress, announcements, group::self);
    machine = new StateMachine<>(GroupProtocol.STATUS, group, member, clock, options);
    thread.execute(() -> thread.rhythm(new Rhythm()));
    thread.execute(() -> announcements.sendTo(StatusSender.of(machine, group)));
  }

  private final class Rhythm implements GroupThread.Rhythm {

    @Override
    public void idle() {
      machine.idle();
    }

    @Override
    public void tick() {
      machine.tick();
    }

    @Override
    public void failed(Error failure) {
      machine.fail(failure);
    }
  }

  /**
   * Joins the group, and stays in it until {@link #close}; the others are told of what this node
   * publishes and logs.
   */
  public void start() {
    status.tellOthers((key, value) -> announcements.tell(Announcement.of(key, value)));
    log.tellOthers(entry -> announcements.tell(Announcement.of(entry)));
    thread.execute(machine::start);
  }

  /** What has not been given to the group yet. */
  public AnnouncementStatus waiting() {
    return announcements.waiting();
  }

  /** How the group fares; completes on its thread, which must not be blocked. */
  public CompletionStage<GroupStatus> groupStatus() {
    var asked = new CompletableFuture<GroupStatus>();
    if (!thread.execute(() -> asked.complete(machine.status()))) {
      asked.completeExceptionally(new IllegalStateException("the group is closed"));
    }
    return asked;
  }

  /** Leaves the group, after which nobody is told any more. Blocks. */
  @Override
  public void close() {
    status.tellOthers((key, value) -> {});
    log.tellOthers(entry -> {});
    try {
      var left = new CountDownLatch(1);
      thread.execute(() -> machine.stop(left::countDown));
      if (!left.await(LEAVE_MILLIS, TimeUnit.MILLISECONDS) || !thread.end(LEAVE_MILLIS)) {
        LOG.warn(
            "{}: corosync does not let go of it; the others will see it go later",
            GroupProtocol.STATUS.groupName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
