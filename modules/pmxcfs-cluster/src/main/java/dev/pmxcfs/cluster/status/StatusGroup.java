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
import java.util.concurrent.CompletionStage;

/**
 * What nodes publish, and their log, in a cluster: the group that makes it known to all nodes. Any
 * thread may call the methods.
 */
public final class StatusGroup implements AutoCloseable {

  private final NodeStatus status;
  private final ClusterLog log;
  private final GroupThread thread;
  private final Announcements announcements;

  /**
   * @param hostAddress this node's address until it publishes another one; empty if it has none
   * @param thread of the group
   * @param group tells everything on the thread
   */
  public StatusGroup(
      NodeStatus status,
      ClusterLog log,
      Optional<ByteString> hostAddress,
      GroupThread thread,
      ProcessGroup group,
      GroupClock clock,
      GroupOptions options) {
    this.status = status;
    this.log = log;
    this.thread = thread;
    announcements = new Announcements(status, thread::execute);
    var member = new StatusMember(status, log, hostAddress, announcements, group::self);
    var machine = new StateMachine<Submission>(GroupProtocol.STATUS, group, member, clock, options);
    thread.drive(machine);
    thread.execute(() -> announcements.sendTo(StatusSender.of(machine, group)));
  }

  /**
   * Joins the group, and stays in it until {@link #close}; the others are told of what this node
   * publishes and logs.
   */
  public void start() {
    status.tellOthers((key, value) -> announcements.tell(Announcement.of(key, value)));
    log.tellOthers(entry -> announcements.tell(Announcement.of(entry)));
    thread.join();
  }

  /** What has not been given to the group yet. */
  public AnnouncementStatus waiting() {
    return announcements.waiting();
  }

  /** How the group fares; completes on its thread, which must not be blocked. */
  public CompletionStage<GroupStatus> groupStatus() {
    return thread.status();
  }

  /** Leaves the group, after which nobody is told any more. Blocks. */
  @Override
  public void close() {
    status.tellOthers((key, value) -> {});
    log.tellOthers(entry -> {});
    thread.leave();
    try {
      thread.end(GroupThread.END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
