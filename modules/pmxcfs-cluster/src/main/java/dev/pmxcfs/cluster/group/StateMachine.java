package dev.pmxcfs.cluster.group;

import dev.pmxcfs.cluster.wire.Epoch;
import dev.pmxcfs.cluster.wire.FrameHeader;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.SyncFrame;
import dev.pmxcfs.cluster.wire.Verification;
import dev.pmxcfs.cluster.wire.VerifyRequestDescriptor;
import dev.pmxcfs.state.failure.Reason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as a member of a group whose members have the same (cluster, section 2): it brings
 * an {@link Application} to what the others have, does everything in the order of the group from
 * then on, and leaves and comes back when it cannot follow.
 *
 * <p>It has no thread and no timer, and never waits. All methods but {@link #mode} are for the
 * group's thread, which also has to call {@link #tick}.
 *
 * @param <S> who waits for what becomes of a frame
 */
public final class StateMachine<S extends Submission> implements GroupEvents {

  private static final Logger LOG = LoggerFactory.getLogger(StateMachine.class);

  private static final long SILENCE_MILLIS = 10_000;

  private final GroupProtocol protocol;
  private final ProcessGroup group;
  private final Application<S> application;
  private final GroupClock clock;
  private final int maxWaiting;
  private final long changeTimeoutMillis;

  private final Modes modes;
  private final FrameQueues queues;
  private final Outgoing outgoing;
  private final Senders<S> senders = new Senders<>();
  private final Synchronizer<S> synchronizer;
  private final Verifier verifier;
  private final Comeback comeback = new Comeback();

  private Stage stage = Stage.OUT;
  private boolean isStopped;
  private Runnable whenOut = () -> {};
  private boolean isConfigured;
  private boolean silenceIsTold;
  private long restMillis;

  /** The count of the last frame of this node that is behind whoever looks, while it is awaited. */
  private OptionalLong awaited = OptionalLong.empty();

  /** What is going on with the process group. */
  private enum Stage {
    OUT,
    JOINED,
    LEAVING
  }

  /**
   * @param group where nobody else joins
   * @param application used by nobody else, unless on the group's thread
   */
  public StateMachine(
      GroupProtocol protocol,
      ProcessGroup group,
      Application<S> application,
      GroupClock clock,
      GroupOptions options) {
    this.protocol = protocol;
    this.group = group;
    this.application = application;
    this.clock = clock;
    maxWaiting = options.getMaxWaiting();
    changeTimeoutMillis = options.getChangeTimeout().toMillis();
    modes = new Modes(protocol.groupName(), clock);
    queues = new FrameQueues(options.getMaxQueuedBytes());
    outgoing = new Outgoing(protocol, group, clock);
    verifier = new Verifier(clock.millis());
    synchronizer =
        new Synchronizer<>(protocol, group, application, clock, modes, outgoing, queues, senders);
  }

  /** Joins the group, and stays in it until {@link #stop}. */
  public void start() {
    isStopped = false;
    join();
  }

  /**
   * Leaves the group; who waits is answered.
   *
   * @param then run when it is left, at once if it was not joined
   */
  public void stop(Runnable then) {
    isStopped = true;
    leave();
    if (!modes.current().isForGood()) {
      modes.begin(Mode.START);
    }
    if (stage == Stage.OUT) {
      then.run();
    } else {
      whenOut = then;
    }
  }

  private void join() {
    if (stage == Stage.OUT && !modes.current().isForGood()) {
      isConfigured = false;
      modes.begin(Mode.START);
      stage = Stage.JOINED;
      comeback.joined(clock.millis());
      group.join(this);
    }
  }

  private void leave() {
    senders.refuseAll(Refusal.LEFT);
    synchronizer.reset();
    if (stage == Stage.JOINED) {
      stage = Stage.LEAVING;
      group.leave();
    }
  }

  /**
   * Leaves the group for good: what is here cannot be relied on any more. If that fails as well, it
   * may be tried again.
   */
  public void fail(Error failure) {
    modes.stop(Mode.ERROR, "the machine has failed: " + failure);
    LOG.error("{}: the machine has failed", protocol.groupName(), failure);
    leave();
  }

  /** The name of its process group. Any thread may ask. */
  String groupName() {
    return protocol.groupName();
  }

  /** What it is doing. Any thread may ask. */
  public Mode mode() {
    return modes.current();
  }

  /** Whether this node is the one, or on the one, that decides where one has to. */
  public boolean isLowest() {
    return isMember() && synchronizer.membership().isLowest(group.self());
  }

  /** Whether frames can be sent. */
  public boolean isMember() {
    return stage == Stage.JOINED
        && isConfigured
        && !isStopped
        && modes.current() != Mode.START
        && !modes.current().isError();
  }

  /**
   * Sends a frame, and tells the sender what becomes of it: the application does, when this node
   * has got it back, or it is refused.
   *
   * @param subtype in the numbers of the group
   * @param body not to be changed any more
   */
  public void submit(int subtype, byte[] body, S submission) {
    submit(subtype, body, clock.seconds(), submission);
  }

  /**
   * As the other, of something that was done before.
   *
   * @param time when, in seconds since 1970; unsigned
   */
  public void submit(int subtype, byte[] body, int time, S submission) {
    if (!isMember()) {
      submission.refused(
          switch (modes.current()) {
            case ERROR -> Refusal.STOPPED;
            case VERSION_ERROR -> Refusal.OUTDATED;
            default -> Refusal.NOT_A_MEMBER;
          });
    } else if (senders.size() >= maxWaiting) {
      submission.refused(Refusal.TOO_MANY);
    } else {
      long count = outgoing.nextCount();
      senders.add(count, submission, clock.millis());
      outgoing.normal(subtype, body, time, failure -> senders.refuse(count, Refusal.NOT_SENT));
    }
  }

  /**
   * As {@link #send(int, byte[], SendFailureHandler)}, where it does not matter if the frame is
   * lost.
   */
  public boolean send(int subtype, byte[] body) {
    return send(subtype, body, SendFailureHandler.NONE);
  }

  /**
   * Sends a frame of which nobody wants to know what becomes of it.
   *
   * @param subtype in the numbers of the group
   * @param body not to be changed any more
   * @param failure told if it was not sent and will not be
   * @return whether this node is a member; otherwise nothing is sent, and nobody is told
   */
  public boolean send(int subtype, byte[] body, SendFailureHandler failure) {
    boolean isSent = isMember();
    if (isSent) {
      outgoing.normal(subtype, body, clock.seconds(), failure);
    }
    return isSent;
  }

  @Override
  public void changed(List<Member> members, List<Member> left, List<Member> joined) {
    if (stage == Stage.JOINED) {
      guarded(
          () -> {
            application.flush();
            isConfigured = true;
            silenceIsTold = false;
            verifier.configurationChanged();
            synchronizer.changed(members, !joined.isEmpty());
            LOG.info("{}: members are {}", protocol.groupName(), members);
          });
    } else if (stage == Stage.LEAVING) {
      synchronizer.counted();
    }
  }

  @Override
  public void delivered(byte[] frame, Member sender) {
    if (stage == Stage.JOINED && !modes.current().isError()) {
      guarded(() -> deliver(frame, sender));
    }
  }

  private void deliver(byte[] frame, Member sender) throws MalformedFrameException, LeaveException {
    if (!isConfigured) {
      throw new LeaveException("a frame came of " + sender + " before any member was known");
    }
    FrameHeader header = FrameHeader.decode(frame);
    int newer = Integer.compareUnsigned(header.version(), protocol.version());
    if (newer > 0) {
      modes.stop(
          Mode.VERSION_ERROR,
          sender + " runs a newer version of it; restart with that version here, too");
    } else if (newer < 0) {
      LOG.warn("{}: a frame of {} is of an older version", protocol.groupName(), sender);
    } else if (header.isOf(FrameType.NORMAL)) {
      synchronizer.normal(sender, frame);
    } else {
      deliver(SyncFrame.decode(frame), sender);
    }
  }

  private void deliver(SyncFrame frame, Member sender)
      throws MalformedFrameException, LeaveException {
    Optional<FrameType> known = FrameType.of(frame.type());
    boolean isOfAnotherSync = !frame.epoch().equals(synchronizer.epoch());
    if (isOfAnotherSync && known.filter(FrameType.SYNC_START::equals).isEmpty()) {
      return;
    }
    if (known.isEmpty() && !modes.is(Mode.SYNCED)) {
      throw new LeaveException("a frame of type " + frame.type() + " came of " + sender);
    }
    if (known.isEmpty()) {
      return;
    }
    FrameType type = known.get();
    application.flush();
    switch (modes.current()) {
      case START_SYNC -> synchronizer.collecting(sender, type, frame);
      case UPDATE -> synchronizer.updating(sender, type, frame);
      case SYNCED -> synced(sender, type, frame);
      default -> throw new LeaveException(type + " came of " + sender + " to who is not a member");
    }
  }

  private void synced(Member sender, FrameType type, SyncFrame frame)
      throws MalformedFrameException, LeaveException {
    switch (type) {
      case UPDATE_COMPLETE -> synchronizer.othersAreUpdated();
      case VERIFY_REQUEST -> computeDigest(sender, frame);
      case VERIFY -> compareDigest(sender, frame);
      default -> {} // of a sync that is over here
    }
  }

  private void computeDigest(Member sender, SyncFrame frame) throws MalformedFrameException {
    long id = VerifyRequestDescriptor.decode(frame.body());
    if (protocol.isVerified()) {
      var own = new Verification(id, application.digest());
      verifier.requested(id, frame.epoch(), own.digest());
      if (sender.equals(group.self())) {
        outgoing.sync(FrameType.VERIFY, frame.epoch(), own.encode(), SendFailureHandler.NONE);
      }
    }
  }

  private void compareDigest(Member sender, SyncFrame frame)
      throws MalformedFrameException, LeaveException {
    if (!protocol.isVerified()) {
      return;
    }
    switch (verifier.compare(Verification.decode(frame.body()), frame.epoch())) {
      case EQUAL -> LOG.info("{}: verified to be what {} has", protocol.groupName(), sender);
      case SKIPPED -> LOG.info("{}: verification is skipped", protocol.groupName());
      case DIFFERENT -> throw new LeaveException("what is here is not what " + sender + " has");
    }
  }

  @Override
  public long idle() {
    restMillis = Application.NOTHING;
    guarded(this::rest);
    if (modes.current().isError() && stage == Stage.JOINED) {
      leave();
    }
    return restMillis;
  }

  private void rest() throws LeaveException {
    if (awaited.isPresent() && senders.areAnswered(awaited.getAsLong())) {
      awaited = OptionalLong.empty();
      application.flush();
    } else {
      restMillis = application.rest(clock.millis());
    }
  }

  /**
   * Has all done that was put off, for whoever wants to see it: together with what this node has
   * sent before, if that is about to come back, and else at once. How long it is awaited, {@link
   * Application#rest} says.
   */
  public void settle() {
    if (!modes.is(Mode.SYNCED) || senders.size() == 0) {
      awaited = OptionalLong.empty();
      guarded(application::flush);
    } else if (awaited.isEmpty()) { // who looks later must not prolong it
      awaited = OptionalLong.of(outgoing.lastCount());
    }
  }

  /**
   * Has something done with the application. A fault of this program in that ends the membership,
   * as one in a delivery does.
   */
  public void run(Runnable task) {
    guarded(task::run);
  }

  @Override
  public void ended(String reason) {
    if (stage == Stage.OUT) {
      return;
    }
    guarded(application::flush);
    if (stage == Stage.JOINED && !modes.current().isError()) {
      modes.lost(reason, isConfigured);
    }
    stage = Stage.OUT;
    senders.refuseAll(Refusal.LEFT);
    synchronizer.reset();
    if (!modes.current().isForGood()) {
      modes.begin(Mode.START);
      if (isConfigured) {
        comeback.ended(clock.millis());
      } else {
        comeback.failed(clock.millis());
      }
      comeBackIfDue();
    }
    if (stage == Stage.OUT) {
      Runnable then = whenOut;
      whenOut = () -> {};
      then.run();
    }
  }

  private void comeBackIfDue() {
    if (!isStopped && stage == Stage.OUT && comeback.isDue(clock.millis())) {
      join();
    }
  }

  /** Time has passed: to be called each second, or more often. */
  public void tick() {
    long now = clock.millis();
    comeBackIfDue();
    synchronizer.tick();
    answerLateSenders(now);
    tellOfSilence(now);
    verify(now);
    idle();
  }

  private void answerLateSenders(long now) {
    long silent = now - changeTimeoutMillis;
    // a frame that corosync has lost without a word does not come, whatever else moves
    boolean isLost = modes.is(Mode.SYNCED) && queues.size() == 0;
    if (isLost || synchronizer.movedMillis() - silent <= 0) {
      int late = senders.refuseBefore(silent, Refusal.TIMED_OUT);
      if (late > 0) {
        LOG.error(
            "{}: {} changes are given up, since they have not come back for {} s{}; whether they will"
                + " be made is unknown",
            protocol.groupName(),
            late,
            changeTimeoutMillis / 1000,
            isLost ? "" : ", in which nothing has moved; awaited are " + synchronizer.missing());
      }
    }
  }

  /** The C server waits without a word (cluster, defect D7). */
  private void tellOfSilence(long now) {
    if (!silenceIsTold && now - synchronizer.movedMillis() >= SILENCE_MILLIS) {
      List<Member> missing = synchronizer.missing();
      if (!missing.isEmpty()) {
        silenceIsTold = true;
        LOG.warn(
            "{}: a sync waits for {}; if they do not answer, restart pmxcfs there",
            protocol.groupName(),
            missing);
      }
    }
  }

  private void verify(long now) {
    if (protocol.isVerified() && modes.is(Mode.SYNCED) && isLowest() && verifier.isDue(now)) {
      byte[] request = VerifyRequestDescriptor.encode(verifier.nextRequest(now));
      Epoch epoch = synchronizer.epoch();
      outgoing.sync(FrameType.VERIFY_REQUEST, epoch, request, failure -> verifier.requestFailed());
    }
  }

  /** How it fares. */
  public GroupStatus status() {
    Membership membership = synchronizer.membership();
    return new GroupStatus(
        modes.current(),
        modes.since(),
        membership.members().stream()
            .map(member -> new GroupStatus.MemberStatus(member, membership.isSynced(member)))
            .toList(),
        synchronizer.missing(),
        synchronizer.leader(),
        synchronizer.lastSync(),
        senders.size(),
        queues.size(),
        queues.bytes(),
        modes.lastLeave());
  }

  /** A step that others' frames are behind. */
  private interface Step {
    void run() throws MalformedFrameException, LeaveException;
  }

  /**
   * Whatever others send or this program does wrong, the group is left, and nothing else harmed.
   */
  private void guarded(Step step) {
    try {
      step.run();
    } catch (MalformedFrameException | LeaveException e) {
      synchronizer.giveUp(e);
    } catch (RuntimeException e) {
      LOG.error("{}: a fault of this program", protocol.groupName(), e);
      modes.leave("of a fault of this program: " + Reason.of(e));
    }
  }
}
