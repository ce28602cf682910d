package dev.pmxcfs.cluster.group;

import static dev.pmxcfs.cluster.group.OneMember.A;
import static dev.pmxcfs.cluster.group.OneMember.B;
import static dev.pmxcfs.cluster.group.OneMember.C;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.cluster.wire.Epoch;
import dev.pmxcfs.cluster.wire.FrameHeader;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.NormalFrame;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.Test;

/** Items 224, 230, 233 and 234: what each frame does in each mode (cluster, section 2.5). */
public class ModeTableTest {

  private static final int UNKNOWN = 7;

  private static final Supplier<OneMember> START_SYNC = OneMember::collecting;
  private static final Supplier<OneMember> UPDATE = OneMember::updating;
  private static final Supplier<OneMember> SYNCED = OneMember::synced;

  /** A node that sees others, and not itself. */
  private static final Supplier<OneMember> START =
      () -> {
        var member = new OneMember(B);
        member.changed(List.of(A, C), List.of());
        member.isIn(Mode.START);
        member.epoch(new Epoch(1, OneMember.NOW, B.nodeId(), B.pid()));
        return member;
      };

  private static void leaves(Supplier<OneMember> mode, int type, byte[] body) {
    OneMember member = mode.get();
    String cell = member.machine.mode() + ", type " + type;
    member.deliver(member.sync(type, body), A);
    member.hasLeft(cell);
  }

  private static void stays(Supplier<OneMember> mode, int type, byte[] body) {
    OneMember member = mode.get();
    while (member.group.nextSent() != null) {
      // of the way there
    }
    Mode before = member.machine.mode();
    String state = member.state();
    member.deliver(member.sync(type, body), A);
    assertEquals("type " + type, before, member.machine.mode());
    assertEquals(state, member.state());
    member.sentNothing();
  }

  private static final byte[] NOTHING = {};
  private static final byte[] REQUEST = new byte[8];

  @Test
  public void item224_syncStart() {
    OneMember member = OneMember.collecting();
    member.sent(FrameType.STATE);
    member.lowestStarts(A);
    member.sent(FrameType.STATE);
    leaves(UPDATE, FrameType.SYNC_START.ordinal(), NOTHING);
    stays(SYNCED, FrameType.SYNC_START.ordinal(), NOTHING);
    leaves(START, FrameType.SYNC_START.ordinal(), NOTHING);
  }

  @Test
  public void item224_state() {
    OneMember member = OneMember.collecting();
    member.ownState();
    member.state(A, member.state());
    member.isIn(Mode.SYNCED);
    leaves(UPDATE, FrameType.STATE.ordinal(), NOTHING);
    stays(SYNCED, FrameType.STATE.ordinal(), NOTHING);
    leaves(START, FrameType.STATE.ordinal(), NOTHING);
  }

  @Test
  public void item224_update() {
    leaves(START_SYNC, FrameType.UPDATE.ordinal(), NOTHING);
    leaves(UPDATE, FrameType.UPDATE.ordinal(), "unreadable".getBytes(UTF_8));
    stays(UPDATE, FrameType.UPDATE.ordinal(), "a b c".getBytes(UTF_8));
    stays(SYNCED, FrameType.UPDATE.ordinal(), NOTHING);
    leaves(START, FrameType.UPDATE.ordinal(), NOTHING);
  }

  @Test
  public void item224_updateComplete() {
    leaves(START_SYNC, FrameType.UPDATE_COMPLETE.ordinal(), NOTHING);
    leaves(UPDATE, FrameType.UPDATE_COMPLETE.ordinal(), NOTHING);
    stays(SYNCED, FrameType.UPDATE_COMPLETE.ordinal(), NOTHING);
    leaves(START, FrameType.UPDATE_COMPLETE.ordinal(), NOTHING);
  }

  @Test
  public void item224_verification() {
    for (FrameType type : List.of(FrameType.VERIFY_REQUEST, FrameType.VERIFY)) {
      stays(START_SYNC, type.ordinal(), NOTHING);
      stays(UPDATE, type.ordinal(), NOTHING);
      leaves(SYNCED, type.ordinal(), NOTHING);
      leaves(START, type.ordinal(), NOTHING);
    }
    stays(SYNCED, FrameType.VERIFY_REQUEST.ordinal(), REQUEST);
  }

  @Test
  public void item224_whatNobodyKnows() {
    for (int type : new int[] {UNKNOWN, 0xffff}) {
      leaves(START_SYNC, type, NOTHING);
      leaves(UPDATE, type, NOTHING);
      stays(SYNCED, type, NOTHING);
      leaves(START, type, NOTHING);
    }
  }

  @Test
  public void item219_anyFrameOfAnotherEpochIsIgnoredButAStart() {
    for (FrameType type : FrameType.values()) {
      for (Supplier<OneMember> mode : List.of(START_SYNC, UPDATE, SYNCED)) {
        if (type != FrameType.NORMAL && type != FrameType.SYNC_START) {
          OneMember member = mode.get();
          Mode before = member.machine.mode();
          member.epoch(new Epoch(9, 9, 9, 9));
          member.deliver(member.sync(type, ""), A);
          member.isIn(before);
        }
      }
    }
  }

  @Test
  public void item233_aStateOfNoMemberOrASecondOne() {
    OneMember foreign = OneMember.collecting();
    foreign.state(C, "1 0 0");
    foreign.hasLeft("C is no member");

    OneMember twice = OneMember.collecting();
    twice.ownState();
    twice.state(B, "1 0 0");
    twice.hasLeft("B has sent one already");
  }

  @Test
  public void aStateThatCannotBeReadMakesEverybodyLeave() {
    OneMember member = OneMember.collecting();
    member.ownState();
    member.state(A, "no state");
    member.hasLeft("trap T14");
  }

  @Test
  public void shortFramesMakeItLeaveInEachMode() {
    for (Supplier<OneMember> mode : List.of(START_SYNC, UPDATE, SYNCED, START)) {
      for (int length : new int[] {0, 15}) {
        OneMember member = mode.get();
        member.deliver(new byte[length], A);
        member.hasLeft("a frame of " + length + " bytes");
      }
      OneMember normal = mode.get();
      normal.deliver(Arrays.copyOf(normal.put(1, "a", 1), 23), A);
      normal.hasLeft("a normal frame of 23 bytes");
      OneMember sync = mode.get();
      sync.deliver(Arrays.copyOf(sync.sync(FrameType.SYNC_START, ""), 31), A);
      sync.hasLeft("another frame of 31 bytes");
    }
  }

  @Test
  public void aFrameBeforeAnyMemberIsKnownMakesItLeave() {
    var member = new OneMember(B);
    member.deliver(member.put(1, "a", 1), A);
    member.hasLeft("nobody is known");
  }

  @Test
  public void aFrameOfNoMemberMakesItLeaveUnlessSynced() {
    for (Supplier<OneMember> mode : List.of(START_SYNC, UPDATE)) {
      OneMember member = mode.get();
      member.deliver(member.put(1, "a", 1), C);
      member.hasLeft("C is no member");
    }
    OneMember synced = OneMember.synced();
    synced.deliver(synced.put(1, "a", 1), C);
    synced.isIn(Mode.SYNCED);
  }

  @Test
  public void aChangeThatCannotBeReadMakesItLeave() {
    OneMember member = OneMember.synced();
    member.deliver(new NormalFrame(9, 1, 5, 1, NOTHING).encode(), A);
    member.hasLeft("of no kind");
  }

  @Test
  public void item230_aHigherVersionStopsItForGoodAndALowerOneIsIgnored() throws Exception {
    for (Supplier<OneMember> mode : List.of(START_SYNC, UPDATE, SYNCED)) {
      OneMember older = mode.get();
      Mode before = older.machine.mode();
      older.deliver(new NormalFrame(1, 0, 5, 1, "a=1".getBytes(UTF_8)).encode(), A);
      older.isIn(before);
      assertEquals(0, older.machine.status().queuedFrames());

      OneMember newer = mode.get();
      newer.deliver(new NormalFrame(1, 2, 5, 1, "a=1".getBytes(UTF_8)).encode(), A);
      newer.isIn(Mode.VERSION_ERROR);
      assertEquals(true, newer.group.isLeaving());
      newer.group.end();
      newer.machine.ended("left");
      newer.time.pass(3_600_000);
      newer.machine.tick();
      assertEquals("not joined again", 1, newer.group.joins());
      assertEquals(Refusal.OUTDATED, newer.ask("a", 1).refusal().orElseThrow());
    }
    assertEquals(
        "unsigned",
        -1,
        FrameHeader.decode(new NormalFrame(1, -1, 5, 1, NOTHING).encode()).version());
    OneMember highest = OneMember.synced();
    highest.deliver(new NormalFrame(1, -1, 5, 1, NOTHING).encode(), A);
    highest.isIn(Mode.VERSION_ERROR);
  }

  @Test
  public void modesChangeAsInTheCServer() {
    for (Mode from : Mode.values()) {
      for (Mode to : List.of(Mode.START, Mode.START_SYNC, Mode.SYNCED, Mode.UPDATE)) {
        assertEquals(from + " to " + to, true, from.admits(to));
      }
    }
    assertEquals(true, Mode.SYNCED.admits(Mode.LEAVE));
    assertEquals(true, Mode.LEAVE.admits(Mode.ERROR));
    assertEquals(true, Mode.LEAVE.admits(Mode.VERSION_ERROR));
    assertEquals(false, Mode.ERROR.admits(Mode.LEAVE));
    assertEquals(false, Mode.VERSION_ERROR.admits(Mode.LEAVE));
    assertEquals(false, Mode.ERROR.admits(Mode.VERSION_ERROR));
  }
}
