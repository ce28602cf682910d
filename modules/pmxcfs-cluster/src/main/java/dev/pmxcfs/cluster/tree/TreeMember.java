package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.cluster.group.Application;
import dev.pmxcfs.cluster.group.LeaveException;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.MemberState;
import dev.pmxcfs.cluster.group.StoppedException;
import dev.pmxcfs.cluster.group.Synchronization;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.pmxcfs.state.change.ChangeDescriptor;
import dev.pmxcfs.state.change.ChangeKind;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.change.PrimitiveChange;
import dev.pmxcfs.state.replica.Replica;
import dev.pmxcfs.state.replica.TreeIndex;
import dev.pmxcfs.state.replica.TreeUpdate;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tree of this node among those of the others: finds out which is the newest, takes it over,
 * and makes every change that the group delivers, with the sender as its writer (cluster, section
 * 3). For the group's thread.
 */
public final class TreeMember implements Application<TreeSubmission> {

  private static final Logger LOG = LoggerFactory.getLogger(TreeMember.class);

  private final Replica replica;
  private final Supplier<Member> self;
  private final BooleanSupplier quorate;
  private final DeliveredChanges delivered;

  /** What this node has told the others of in this sync. */
  private ConfigTree told;

  /** The state that this node is to come to, while it lacks something of it. */
  private TreeState leading;

  private TreeUpdate update = new TreeUpdate();

  /**
   * @param replica used by nobody else while the group's thread runs
   * @param self this process as a member, of the newest membership
   * @param quorate whether this node is among the majority of the cluster; since that comes another
   *     way than changes do, it may wait a moment for it (defect D20)
   * @param judge takes what this node decides if it is the one to decide
   * @param applied told of each change
   */
  TreeMember(
      Replica replica,
      Supplier<Member> self,
      BooleanSupplier quorate,
      LockJudge judge,
      AppliedChanges applied) {
    this.replica = replica;
    this.self = self;
    this.quorate = quorate;
    this.delivered = new DeliveredChanges(replica, judge, applied);
  }

  @Override
  public byte[] state() {
    told = replica.configuration().tree();
    return TreeIndex.of(told).encode();
  }

  @Override
  public Synchronization process(List<MemberState> states, Member self)
      throws MalformedFrameException, LeaveException {
    List<TreeState> all = TreeState.of(states);
    TreeState newest = TreeState.leading(all);
    Set<Member> synced =
        all.stream().filter(newest::isSame).map(TreeState::member).collect(Collectors.toSet());
    LOG.info(
        "pve_dcdb_v1: {} leads, of {}",
        newest.member(),
        all.stream().map(TreeState::member).toList());
    OverwrittenTrees.warn(newest, all);
    if (newest.member().equals(self)) {
      return new Synchronization(
          Optional.of(self), synced, Optional.of(TreeDifferences.updates(told, newest, all)));
    }
    if (!synced.contains(self)) {
      leading = newest;
    }
    return new Synchronization(Optional.of(newest.member()), synced, Optional.empty());
  }

  @Override
  public void update(Member sender, byte[] entry) throws MalformedFrameException {
    if (leading == null || !sender.equals(leading.member())) {
      LOG.warn("pve_dcdb_v1: an update of {} is ignored, which does not lead", sender);
      return;
    }
    try {
      update.add(entry);
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException("an update of " + sender + ": " + e.getMessage());
    }
  }

  @Override
  public void commit(Member sender) throws LeaveException {
    try {
      int entries = update.size();
      replica.replace(update.applyTo(told, leading.index()));
      LOG.info("pve_dcdb_v1: {} entries of {} are taken over", entries, leading.member());
    } catch (IllegalArgumentException e) {
      throw new LeaveException("the updates of " + sender + ": " + e.getMessage(), e);
    } catch (TreeException e) {
      throw failure(e);
    }
    delivered.replaced();
  }

  /** What the database has done; nothing of it is there. */
  private LeaveException failure(TreeException e) {
    return replica.status().failure().isPresent()
        ? new StoppedException(e.getMessage(), e)
        : new LeaveException(e.getMessage(), e);
  }

  @Override
  public void discard() {
    told = null;
    leading = null;
    update = new TreeUpdate();
  }

  @Override
  public void apply(Member sender, NormalFrame frame, TreeSubmission submission)
      throws MalformedFrameException, LeaveException {
    try {
      ChangeKind kind =
          ChangeKind.of(frame.subtype())
              .orElseThrow(
                  () ->
                      new MalformedFrameException(
                          "a change of kind " + frame.subtype() + " came of " + sender));
      if (!quorate.getAsBoolean()) {
        throw new LeaveException(
            "a change of " + sender + " came to this node, which is not among the majority");
      }
      delivered.add(
          sender,
          sender.equals(self.get()),
          decoded(sender, kind, frame.body()),
          frame.time(),
          submission);
    } catch (TreeException e) { // as on every node
      answer(submission, e);
    } catch (MalformedFrameException | LeaveException e) {
      answer(submission, new TreeException(Errno.EPERM, e.getMessage(), e));
      throw e;
    } catch (RuntimeException e) {
      answer(submission, new TreeException(Errno.EIO, "a fault of this program kept it out", e));
      throw e;
    }
  }

  private static void answer(TreeSubmission submission, TreeException refusal) {
    if (submission != null) {
      submission.answer(new Refused(refusal));
    }
  }

  private static PrimitiveChange decoded(Member sender, ChangeKind kind, byte[] body)
      throws TreeException, MalformedFrameException {
    try {
      return ChangeDescriptor.decode(kind, body);
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException("a " + kind + " of " + sender + ": " + e.getMessage());
    }
  }

  @Override
  public void flush() throws LeaveException {
    delivered.make();
  }

  @Override
  public long rest(long nowMillis) throws LeaveException {
    return delivered.rest(nowMillis);
  }

  /** What there is with all that the group has delivered. */
  Configuration newest() {
    return delivered.newest();
  }

  /** Has somebody told when all that the group has delivered is stored, or refused. */
  void whenStored(CompletableFuture<Void> stored) {
    delivered.whenStored(stored);
  }

  /** Whether nothing waits that programs were told of. Any thread may ask. */
  boolean isSettled() {
    return delivered.isSettled();
  }

  @Override
  public Digest digest() {
    return replica.digest();
  }

  @Override
  public void changed(List<Member> members) {}

  @Override
  public void synced() {}
}
