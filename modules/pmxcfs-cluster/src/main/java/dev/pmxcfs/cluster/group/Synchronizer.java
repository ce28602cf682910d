package dev.pmxcfs.cluster.group;

import dev.pmxcfs.cluster.group.FrameQueues.Queued;
import dev.pmxcfs.cluster.wire.Epoch;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.pmxcfs.cluster.wire.SyncFrame;
import dev.pmxcfs.state.tree.TreeLimits;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How members become the same after each change of them, and what frames wait for that (cluster,
 * sections 2.4 to 2.7).
 */
final class Synchronizer<S extends Submission> {

  private static final Logger LOG = LoggerFactory.getLogger(StateMachine.class);

  private final GroupProtocol protocol;
  private final ProcessGroup group;
  private final Application<S> application;
  private final GroupClock clock;
  private final Modes modes;
  private final Outgoing outgoing;
  private final FrameQueues queues;
  private final Senders<S> senders;
  private final long maxUpdateBytes;

  private int configurations;
  private Epoch epoch = Epoch.NONE;
  private Membership membership = new Membership(List.of());
  private boolean isStarted;
  private UpdateSending sending;
  private long updateBytes;
  private long movedMillis;
  private Optional<Member> leader = Optional.empty();
  private Optional<Integer> lastSync = Optional.empty();

  Synchronizer(
      GroupProtocol protocol,
      ProcessGroup group,
      Application<S> application,
      GroupClock clock,
      Modes modes,
      Outgoing outgoing,
      FrameQueues queues,
      Senders<S> senders) {
    this.protocol = protocol;
    this.group = group;
    this.application = application;
    this.clock = clock;
    this.modes = modes;
    this.outgoing = outgoing;
    this.queues = queues;
    this.senders = senders;
    maxUpdateBytes = TreeLimits.MAX_BYTES + queues.maxBytes();
    movedMillis = clock.millis();
  }

  Epoch epoch() {
    return epoch;
  }

  /** Of the last configuration, even if this node is not in it; nobody before the first one. */
  Membership membership() {
    return membership;
  }

  Optional<Member> leader() {
    return leader;
  }

  Optional<Integer> lastSync() {
    return lastSync;
  }

  /** When something last moved in the group, by {@link GroupClock#millis}. */
  long movedMillis() {
    return movedMillis;
  }

  /** Of whom something is awaited, without which the group stands still. */
  List<Member> missing() {
    return switch (modes.current()) {
      case START_SYNC -> isStarted ? membership.withoutState() : membership.onLowestNode();
      case UPDATE -> leader.map(List::of).orElse(List.of());
      default -> List.of();
    };
  }

  /** Everybody is gone, as far as this node knows. */
  void reset() {
    endSync();
    queues.clear();
    membership = new Membership(List.of());
    leader = Optional.empty();
  }

  /** A configuration change while the group is being left: it counts among the epochs alone. */
  void counted() {
    Member self = group.self();
    configurations++;
    epoch = new Epoch(configurations, clock.seconds(), self.nodeId(), self.pid());
  }

  /** A configuration change: the steps of cluster, section 2.4. */
  void changed(List<Member> members, boolean someJoined) {
    Member self = group.self();
    counted();
    dropSyncQueue(self);
    if (modes.current().isError()) {
      return;
    }
    moved();
    membership = new Membership(members);
    endSync();
    if (!membership.contains(self)) {
      if (!modes.is(Mode.START)) {
        modes.leave("this node is not among the members any more");
      }
      return;
    }
    if (membership.isAlone()) {
      leader = Optional.of(self);
      membership.allAreSynced();
      becomeSynced();
      deliverMessages();
    } else {
      startSync(self, someJoined);
    }
    application.changed(membership.members());
  }

  private void startSync(Member self, boolean someJoined) {
    if (someJoined) {
      resend(self);
    }
    leader = Optional.empty();
    isStarted = false;
    modes.begin(Mode.START_SYNC);
    if (membership.isLowest(self)) {
      outgoing.sync(FrameType.SYNC_START, epoch, leaving("the start of a sync"));
    }
  }

  /** Those who have come have not got what is queued: everybody sends their own once more. */
  private void resend(Member self) {
    for (Queued queued : queues.takeMessages()) {
      if (queued.sender().equals(self)) {
        SendFailureHandler orLeave = leaving("a change once more");
        outgoing.again(
            queued.frame(),
            failure -> {
              senders.refuse(queued.count(), Refusal.NOT_SENT);
              orLeave.failed(failure);
            });
      }
    }
  }

  /**
   * Members that were synced have done what these frames say, so they must not be sent again. What
   * became of one's own depends on whether such a member is still there.
   */
  private void dropSyncQueue(Member self) {
    for (Queued queued : queues.takeSync()) {
      if (queued.sender().equals(self)) {
        senders.refuse(queued.count(), Refusal.LEFT);
      }
    }
  }

  /** For frames without which the group would stand still. */
  SendFailureHandler leaving(String what) {
    int configuration = configurations;
    return failure -> {
      if (failure == SendFailure.REFUSED && configuration == configurations) {
        modes.leave("corosync did not take " + what);
      }
    };
  }

  /** A normal frame: done now or after the sync. */
  void normal(Member sender, byte[] frame) throws MalformedFrameException, LeaveException {
    if (modes.is(Mode.SYNCED)) {
      moved();
      apply(sender, frame);
      return;
    }
    long count = NormalFrame.count(frame);
    if (!membership.contains(sender)) {
      throw new LeaveException("a frame came of " + sender + ", which is not a member");
    }
    if (queues.isFull(frame)) {
      throw new LeaveException(
          "more than " + queues.bytes() + " bytes wait for the end of a sync with " + missing());
    }
    var queued = new Queued(sender, frame, count);
    if (modes.is(Mode.UPDATE)) { // in the order in which synced members do them (defect D1)
      queues.addSync(queued);
    } else {
      queues.addMessage(queued);
    }
  }

  private void apply(Member sender, byte[] frame) throws MalformedFrameException, LeaveException {
    NormalFrame normal = NormalFrame.decode(frame);
    S submission = sender.equals(group.self()) ? senders.take(normal.count()) : null;
    application.apply(sender, normal, submission);
  }

  /** A frame of this sync, in the mode in which the states are collected. */
  void collecting(Member sender, FrameType type, SyncFrame frame)
      throws MalformedFrameException, LeaveException {
    switch (type) {
      case SYNC_START -> sendState(sender, frame.epoch());
      case STATE -> addState(sender, frame.body());
      case VERIFY_REQUEST, VERIFY -> {}
      default -> throw new LeaveException(type + " of " + sender + " came before all states");
    }
  }

  private void sendState(Member sender, Epoch started) {
    if (!membership.isLowest(sender)) {
      LOG.info("{}: {} starts a sync and is not the lowest node", protocol.groupName(), sender);
    }
    moved();
    epoch = started;
    isStarted = true;
    membership.dropStates();
    outgoing.sync(FrameType.STATE, epoch, application.state(), leaving("this node's state"));
  }

  private void addState(Member sender, byte[] state)
      throws MalformedFrameException, LeaveException {
    if (!membership.contains(sender)) {
      throw new LeaveException("a state came of " + sender + ", which is not a member");
    }
    if (!membership.addState(sender, state)) {
      throw new LeaveException("a second state came of " + sender);
    }
    moved();
    if (membership.hasAllStates()) {
      process();
    }
  }

  private void process() throws MalformedFrameException, LeaveException {
    Member self = group.self();
    Synchronization result = application.process(membership.states(), self);
    leader = result.leader();
    membership.areSynced(result.synced());
    membership.dropStates();
    if (result.updates().isPresent()) {
      SendFailureHandler failure = leaving("the end of the updates");
      sending = new UpdateSending(outgoing, epoch, result.updates().get(), failure);
      sending.sendSome();
    }
    if (membership.isSynced(self)) {
      application.discard();
      becomeSynced();
      deliverMessages();
    } else {
      updateBytes = 0;
      modes.begin(Mode.UPDATE);
      moveMessages();
    }
  }

  /** A frame of this sync, in the mode in which updates are collected. */
  void updating(Member sender, FrameType type, SyncFrame frame)
      throws MalformedFrameException, LeaveException {
    switch (type) {
      case UPDATE -> addUpdate(sender, frame.body());
      case UPDATE_COMPLETE -> commit(sender);
      case VERIFY_REQUEST, VERIFY -> {}
      default -> throw new LeaveException(type + " of " + sender + " came before all updates");
    }
  }

  private void addUpdate(Member sender, byte[] update)
      throws MalformedFrameException, LeaveException {
    moved();
    updateBytes += update.length;
    if (updateBytes > maxUpdateBytes) {
      throw new LeaveException("the updates of " + sender + " have more bytes than any tree may");
    }
    application.update(sender, update);
  }

  private void commit(Member sender) throws LeaveException {
    moved();
    application.commit(sender);
    application.discard();
    membership.allAreSynced();
    becomeSynced();
    for (Queued queued : queues.takeSync()) {
      if (modes.is(Mode.SYNCED)) {
        applyQueued(queued);
      }
    }
    deliverMessages();
  }

  /** The leader has sent all that others lack. */
  void othersAreUpdated() {
    membership.allAreSynced();
    deliverMessages();
  }

  private void becomeSynced() {
    if (modes.begin(Mode.SYNCED)) {
      lastSync = Optional.of(clock.seconds());
      application.synced();
    }
  }

  /** Does what synced members asked for; what others did waits for their updates. */
  private void deliverMessages() {
    for (Queued queued : queues.takeMessages()) {
      if (membership.isSynced(queued.sender())) {
        if (modes.is(Mode.SYNCED)) {
          applyQueued(queued);
        }
      } else if (membership.contains(queued.sender())) {
        queues.keepMessage(queued);
      }
    }
  }

  private void moveMessages() {
    for (Queued queued : queues.takeMessages()) {
      if (membership.isSynced(queued.sender())) {
        queues.addSync(queued);
      } else if (membership.contains(queued.sender())) {
        queues.keepMessage(queued);
      }
    }
  }

  private void applyQueued(Queued queued) {
    try {
      moved();
      apply(queued.sender(), queued.frame());
    } catch (MalformedFrameException | LeaveException e) {
      giveUp(e);
    }
  }

  /** Leaves the group, for good if the application says so. */
  void giveUp(Exception reason) {
    if (reason instanceof StoppedException) {
      modes.stop(Mode.ERROR, reason.getMessage());
    } else {
      modes.leave(reason.getMessage());
    }
  }

  /** Time has passed. */
  void tick() {
    if (sending != null) {
      sending.tick();
    }
  }

  /** States and updates count no more. */
  void endSync() {
    membership.dropStates();
    if (sending != null) {
      sending.end();
      sending = null;
    }
    application.discard();
  }

  private void moved() {
    movedMillis = clock.millis();
  }
}
