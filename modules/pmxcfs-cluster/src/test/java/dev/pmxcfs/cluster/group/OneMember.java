package dev.pmxcfs.cluster.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;

import dev.pmxcfs.cluster.simulation.Ledger;
import dev.pmxcfs.cluster.simulation.MapApplication;
import dev.pmxcfs.cluster.simulation.MapDatabase;
import dev.pmxcfs.cluster.simulation.MapSubmission;
import dev.pmxcfs.cluster.wire.Epoch;
import dev.pmxcfs.cluster.wire.FrameHeader;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.pmxcfs.cluster.wire.SyncFrame;
import java.util.ArrayList;
import java.util.List;

/** A state machine whose group does what a test says, and a map on it that is the same on all. */
final class OneMember {

  static final int NOW = 1_700_000_000;

  /** The others, by their order. */
  static final Member A = new Member(1, 11);

  static final Member B = new Member(2, 22);
  static final Member C = new Member(3, 33);

  final Member self;
  final ManualTime time = new ManualTime(NOW);
  final ScriptedGroup group;
  final MapDatabase database = new MapDatabase();
  final MapApplication application = new MapApplication(database);
  final StateMachine<MapSubmission> machine;
  final Ledger ledger = new Ledger();
  private Epoch epoch = Epoch.NONE;
  private int counts;

  OneMember(Member self) {
    this(self, GroupProtocol.TREE, new GroupOptions());
  }

  OneMember(Member self, GroupProtocol protocol, GroupOptions options) {
    this.self = self;
    group = new ScriptedGroup(self);
    machine = new StateMachine<>(protocol, group, application, time, options);
    machine.start();
  }

  /** The members are these, of whom the second ones have joined. */
  void changed(List<Member> members, List<Member> joined) {
    machine.changed(members, List.of(), joined);
    settle();
  }

  void settle() {
    machine.idle();
    group.settle();
    machine.idle();
  }

  void deliver(byte[] frame, Member sender) {
    machine.delivered(frame, sender);
    settle();
  }

  /** The next frame that this node has sent, which is of a sync. */
  SyncFrame sent(FrameType type) {
    byte[] frame = group.nextSent();
    assertNotNull("no " + type, frame);
    try {
      SyncFrame sent = SyncFrame.decode(frame);
      assertEquals(type.ordinal(), FrameHeader.decode(frame).type());
      return sent;
    } catch (MalformedFrameException e) {
      throw new AssertionError(e);
    }
  }

  void sentNothing() {
    byte[] frame = group.nextSent();
    assertNull(frame == null ? "" : new String(frame, UTF_8), frame);
  }

  void lowestStarts(Member lowest) {
    epoch = new Epoch(7, NOW, lowest.nodeId(), lowest.pid());
    deliver(sync(FrameType.SYNC_START, ""), lowest);
  }

  /** This node starts a sync, and gets that back. */
  void start() {
    SyncFrame start = sent(FrameType.SYNC_START);
    epoch = start.epoch();
    deliver(start.encode(), self);
  }

  Epoch epoch() {
    return epoch;
  }

  void epoch(Epoch other) {
    epoch = other;
  }

  byte[] sync(FrameType type, String body) {
    return sync(type.ordinal(), body.getBytes(UTF_8));
  }

  byte[] sync(int type, byte[] body) {
    return new SyncFrame(type, GroupProtocol.TREE.version(), NOW, epoch, body).encode();
  }

  /** The state that a node has sent, delivered to it, and those of others. */
  void ownState() {
    deliver(sent(FrameType.STATE).encode(), self);
  }

  void state(Member member, String state) {
    deliver(sync(FrameType.STATE, state), member);
  }

  byte[] put(long count, String name, int value) {
    return put(count, name, value, NOW + 5);
  }

  byte[] put(long count, String name, int value, int at) {
    return new NormalFrame(
            MapApplication.PUT,
            GroupProtocol.TREE.version(),
            at,
            count,
            MapApplication.body(name, value))
        .encode();
  }

  /** Somebody at this node asks for a change. */
  MapSubmission ask(String name, int value) {
    ledger.asked(++counts, self.nodeId());
    var submission = new MapSubmission(counts, ledger);
    machine.submit(MapApplication.PUT, MapApplication.body(name, value), submission);
    return submission;
  }

  String state() {
    return database.stored().text();
  }

  /** The names in the order in which they were put. */
  List<String> order() {
    List<String> names = new ArrayList<>(database.stored().entries().keySet());
    names.sort(
        (one, other) ->
            Long.compare(
                database.stored().entries().get(one).version(),
                database.stored().entries().get(other).version()));
    return names;
  }

  void isIn(Mode mode) {
    assertEquals(mode, machine.mode());
  }

  /** It has left, and nobody waits. */
  void hasLeft(String what) {
    assertEquals(what, Mode.LEAVE, machine.mode());
    assertEquals(what, true, group.isLeaving());
    assertEquals(what, 0, machine.status().waiting());
  }

  /** B of A and B, in START_SYNC, having sent its state. */
  static OneMember collecting() {
    var member = new OneMember(B);
    member.changed(List.of(A, B), List.of(B));
    member.lowestStarts(A);
    return member;
  }

  /** B of A and B, which is waiting for updates of A. */
  static OneMember updating() {
    OneMember member = collecting();
    member.ownState();
    member.state(A, "5 1 1700000001\nx 7 5 1 1700000001");
    member.isIn(Mode.UPDATE);
    return member;
  }

  /** B of A and B, the same as A. */
  static OneMember synced() {
    OneMember member = collecting();
    member.ownState();
    member.state(A, member.state());
    member.isIn(Mode.SYNCED);
    return member;
  }

  /** What A has in {@link #updating}. */
  void update() {
    deliver(sync(FrameType.UPDATE, "5 1 1700000001"), A);
    deliver(sync(FrameType.UPDATE, "x 7 5 1 1700000001"), A);
  }
}
