package dev.pmxcfs.cluster.recorded;

import dev.pmxcfs.cluster.group.Application;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.LeaveException;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.MemberState;
import dev.pmxcfs.cluster.group.Submission;
import dev.pmxcfs.cluster.group.Synchronization;
import dev.pmxcfs.cluster.recorded.Recording.Event;
import dev.pmxcfs.cluster.recorded.Recording.Kind;
import dev.pmxcfs.cluster.wire.FrameHeader;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.pmxcfs.cluster.wire.SyncFrame;
import dev.pmxcfs.cluster.wire.Verification;
import dev.pmxcfs.state.change.ChangeDescriptor;
import dev.pmxcfs.state.change.ChangeKind;
import dev.pmxcfs.state.replica.TreeIndex;
import dev.pmxcfs.state.replica.TreeUpdate;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.TreeException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Has what a recorded node had, by its word: the states and updates that it sent next are those
 * that it is asked for next. What to do with those of others it decides by itself.
 */
final class RecordedApplication implements Application<Submission> {

  /** The node without a pmxcfs, whose member sends what it likes. */
  private static final int TEST_MEMBER = 3;

  private final GroupProtocol protocol;
  private List<Event> next = List.of();
  private TreeUpdate updates = new TreeUpdate();
  private Optional<Member> leader = Optional.empty();
  private boolean isDiscarded = true;

  RecordedApplication(GroupProtocol protocol) {
    this.protocol = protocol;
  }

  /** What happens at the node from now on. */
  void follow(List<Event> events) {
    next = events;
  }

  private List<SyncFrame> sentNext(FrameType type, FrameType until) {
    return next.stream()
        .filter(event -> event.kind() == Kind.SENDS)
        .map(event -> decoded(event.frame()))
        .takeWhile(frame -> frame.type() != until.ordinal())
        .filter(frame -> frame.type() == type.ordinal())
        .toList();
  }

  private static SyncFrame decoded(byte[] frame) {
    try {
      return FrameHeader.decode(frame).type() == FrameType.NORMAL.ordinal()
          ? new SyncFrame(0, 0, 0, null, frame)
          : SyncFrame.decode(frame);
    } catch (MalformedFrameException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public byte[] state() {
    return next.stream()
        .filter(event -> event.kind() == Kind.SENDS)
        .map(event -> decoded(event.frame()))
        .filter(frame -> frame.type() == FrameType.STATE.ordinal())
        .findFirst()
        .orElseThrow()
        .body();
  }

  @Override
  public Synchronization process(List<MemberState> states, Member self)
      throws MalformedFrameException {
    Set<Member> synced = new HashSet<>(states.stream().map(MemberState::member).toList());
    if (protocol == GroupProtocol.STATUS) {
      return Synchronization.ofEquals(synced);
    }
    isDiscarded = false;
    MemberState best = states.get(0);
    for (MemberState state : states) {
      if (index(state).isNewerThan(index(best))) {
        best = state;
      }
    }
    byte[] wanted = best.state();
    states.stream()
        .filter(state -> !Arrays.equals(state.state(), wanted))
        .forEach(state -> synced.remove(state.member()));
    leader = Optional.of(best.member());
    return new Synchronization(
        leader,
        synced,
        leader
            .filter(self::equals)
            .map(
                own ->
                    sentNext(FrameType.UPDATE, FrameType.UPDATE_COMPLETE).stream()
                        .map(SyncFrame::body)
                        .iterator()));
  }

  private static TreeIndex index(MemberState state) throws MalformedFrameException {
    try {
      return TreeIndex.decode(state.state());
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException(e.getMessage(), e);
    }
  }

  @Override
  public void update(Member sender, byte[] update) throws MalformedFrameException {
    if (leader.filter(sender::equals).isEmpty()) {
      return;
    }
    try {
      updates.add(update);
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException(e.getMessage(), e);
    }
  }

  /** As it went there: whether the updates fit is another test's matter. */
  @Override
  public void commit(Member sender) throws LeaveException {
    if (isDiscarded || !next.isEmpty() && next.get(0).kind() == Kind.LEAVES) {
      throw new LeaveException("the updates do not fit");
    }
  }

  @Override
  public void discard() {
    updates = new TreeUpdate();
    isDiscarded = true;
  }

  @Override
  public void apply(Member sender, NormalFrame frame, Submission submission)
      throws MalformedFrameException {
    if (protocol == GroupProtocol.STATUS) {
      return;
    }
    ChangeKind kind =
        ChangeKind.of(frame.subtype())
            .orElseThrow(() -> new MalformedFrameException("of no kind: " + frame.subtype()));
    try {
      ChangeDescriptor.decode(kind, frame.body());
    } catch (TreeException e) {
      // refused, on all nodes alike
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException(e.getMessage(), e);
    }
  }

  @Override
  public void flush() {}

  /** What the next answer to a verification says: all were equal, but for the test member's. */
  @Override
  public Digest digest() {
    for (Event event : next) {
      boolean isHonest =
          event.kind() == Kind.SENDS
              || event.kind() == Kind.GETS && event.member().nodeId() != TEST_MEMBER;
      if (isHonest) {
        SyncFrame frame = decoded(event.frame());
        if (frame.type() == FrameType.VERIFY.ordinal()) {
          return verification(frame).digest();
        }
      }
    }
    return Digest.ofBytes(new byte[0]);
  }

  private static Verification verification(SyncFrame frame) {
    try {
      return Verification.decode(frame.body());
    } catch (MalformedFrameException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void changed(List<Member> members) {}

  @Override
  public void synced() {}
}
