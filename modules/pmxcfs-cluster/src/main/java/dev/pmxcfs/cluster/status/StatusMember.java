package dev.pmxcfs.cluster.status;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.group.Application;
import dev.pmxcfs.cluster.group.LeaveException;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.MemberState;
import dev.pmxcfs.cluster.group.Submission;
import dev.pmxcfs.cluster.group.Synchronization;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.pmxcfs.cluster.wire.StatusKind;
import dev.pmxcfs.cluster.wire.StatusUpdate;
import dev.pmxcfs.state.log.ClusterLog;
import dev.pmxcfs.state.nodes.NodeStatus;
import dev.pmxcfs.state.tree.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the members of the status group have in common (cluster, section 4): each node's values,
 * address and measurements, of which every node keeps what the others say, and the cluster log,
 * which is one after each sync. What this node publishes has its effect here at once, and is told
 * to the others then; that is why frames of its own mean nothing when they come back.
 *
 * <p>No frame makes this node leave: what cannot be read is logged and dropped, as in the C server.
 * For the group's thread.
 */
final class StatusMember implements Application<Submission> {

  private static final Logger LOG = LoggerFactory.getLogger(StatusGroup.class);

  private static final ByteString ADDRESS = ByteString.of("nodeip");

  private final NodeStatus status;
  private final ClusterLog log;
  private final Optional<ByteString> hostAddress;
  private final Announcements announcements;
  private final Supplier<Member> self;

  /**
   * @param hostAddress this node's address until it publishes another one; empty if it has none
   * @param announcements by which this node tells the others
   * @param self this process as a member
   */
  StatusMember(
      NodeStatus status,
      ClusterLog log,
      Optional<ByteString> hostAddress,
      Announcements announcements,
      Supplier<Member> self) {
    this.status = status;
    this.log = log;
    this.hostAddress = hostAddress;
    this.announcements = announcements;
    this.self = self;
  }

  /** The whole log, in the order of time from now on. */
  @Override
  public byte[] state() {
    return log.sorted();
  }

  /**
   * Makes one log of all, this node's as it is by now. A state that is no log is left out, and its
   * node is as good as any.
   */
  @Override
  public Synchronization process(List<MemberState> states, Member self) {
    Map<String, byte[]> others = new LinkedHashMap<>();
    for (MemberState other : states) {
      if (!other.member().equals(self)) {
        others.put(other.member().toString(), other.state());
      }
    }
    log.merge(others);
    announcements.tellAllValues();
    return Synchronization.ofEquals(
        states.stream().map(MemberState::member).collect(Collectors.toUnmodifiableSet()));
  }

  /** Nobody is ever not synced, and sends or wants any. */
  @Override
  public void update(Member sender, byte[] update) throws MalformedFrameException {
    throw new MalformedFrameException("an update of " + sender + " is nothing that nodes publish");
  }

  @Override
  public void commit(Member sender) throws LeaveException {
    throw new LeaveException("there are no updates of what nodes publish");
  }

  @Override
  public void discard() {
    // Nothing is kept of a sync.
  }

  @Override
  public void apply(Member member, NormalFrame frame, Submission submission) {
    Optional<StatusKind> kind = StatusKind.of(frame.subtype());
    try {
      if (member.equals(self.get())) {
        returned(kind, frame);
      } else if (kind.isEmpty()) {
        LOG.warn("a frame of {} is of no known kind: {}", member, frame.subtype());
      } else if (kind.get() == StatusKind.UPDATE) {
        StatusUpdate update = StatusUpdate.decode(frame.body());
        status.publish(member.nodeId(), update.key(), update.value());
      } else {
        log.insert(frame.body());
      }
    } catch (MalformedFrameException | IllegalArgumentException e) {
      LOG.warn("a frame of {} is dropped: {}", member, e.getMessage());
    }
  }

  private void returned(Optional<StatusKind> kind, NormalFrame frame)
      throws MalformedFrameException {
    if (kind.isPresent() && kind.get() == StatusKind.UPDATE) {
      announcements.returned(StatusUpdate.decode(frame.body()).key());
    }
  }

  @Override
  public void flush() {
    // Nothing is put off.
  }

  @Override
  public Digest digest() {
    throw new UnsupportedOperationException("what nodes publish is not verified");
  }

  @Override
  public void changed(List<Member> members) {
    status.setOnline(members.stream().map(Member::nodeId).collect(Collectors.toUnmodifiableSet()));
    announcements.membersChanged();
  }

  /** Publishes the address: the one that was published last or, before that, the host's. */
  @Override
  public void synced() {
    ByteString address = status.current().addresses().get(status.localNode());
    Optional.ofNullable(address)
        .or(() -> hostAddress)
        .ifPresent(known -> status.publish(ADDRESS, NodeStatus.value(known)));
    announcements.send();
  }
}
