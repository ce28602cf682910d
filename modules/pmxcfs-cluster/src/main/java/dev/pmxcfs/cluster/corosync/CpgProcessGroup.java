package dev.pmxcfs.cluster.corosync;

import dev.pmxcfs.cluster.group.GroupEvents;
import dev.pmxcfs.cluster.group.GroupThread;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.ProcessGroup;
import dev.pmxcfs.cluster.group.SendFailureHandler;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgOptions;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Supplier;

/**
 * A process group of corosync. Its methods are for the group's thread, on which everything is told.
 */
public final class CpgProcessGroup implements ProcessGroup {

  /** Counted by the C server as part of the name, so that without it this is another group. */
  private static final char NUL = '\0';

  private final Supplier<CpgGroup> groups;
  private final ContextInternal context;
  private final GroupThread thread;
  private CpgMembership membership;

  /**
   * @param context on which corosync's events arrive, an event loop's: as a rule that of the thread
   * @param name without the NUL that the C server counts
   * @param pid by which this process is told apart from others of this node
   */
  public CpgProcessGroup(
      Corosync corosync, ContextInternal context, String name, int pid, GroupThread thread) {
    this.groups = () -> corosync.group(name + NUL, new CpgOptions().setPid(pid));
    this.context = context;
    this.thread = thread;
  }

  @Override
  public void join(GroupEvents events) {
    var joining = new CpgMembership(context, thread, events);
    membership = joining;
    context.runOnContext(now -> joining.join(groups.get()));
  }

  @Override
  public void leave() {
    CpgMembership leaving = membership;
    context.runOnContext(now -> leaving.leave());
  }

  @Override
  public Member self() {
    if (membership == null || membership.self() == null) {
      throw new IllegalStateException("no members have been told of yet");
    }
    return membership.self();
  }

  @Override
  public void multicast(byte[] frame, SendFailureHandler failure) {
    membership.multicast(frame, failure);
  }

  @Override
  public void whenSent(Runnable action) {
    membership.whenSent(action);
  }
}
