package dev.pmxcfs.cluster.group;

import static dev.pmxcfs.cluster.group.OneMember.A;
import static dev.pmxcfs.cluster.group.OneMember.B;
import static dev.pmxcfs.cluster.group.OneMember.C;
import static dev.pmxcfs.cluster.group.OneMember.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.wire.Epoch;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.SyncFrame;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** How members become the same (cluster, sections 2.4, 2.5 and 3.3). */
public class SyncTest {

  private static final String NEWER = "5 1 1700000001\nx 7 5 1 1700000001";

  @Test
  public void item216_whoIsAloneIsSyncedWithoutAFrame() {
    var member = new OneMember(A);
    member.changed(List.of(A), List.of(A));
    member.isIn(Mode.SYNCED);
    member.sentNothing();
    assertEquals("told once", 1, member.application.syncs());
    assertEquals(List.of(A), member.application.members());

    member.changed(List.of(A), List.of());
    assertEquals("synced before, so not told again", 1, member.application.syncs());
  }

  @Test
  public void item217_theLowestStartsAndNobodySendsAStateBefore() {
    var lowest = new OneMember(A);
    lowest.changed(List.of(A, B), List.of(B));
    lowest.isIn(Mode.START_SYNC);
    SyncFrame start = lowest.sent(FrameType.SYNC_START);
    lowest.sentNothing();
    assertEquals(new Epoch(1, NOW, A.nodeId(), A.pid()), start.epoch());
    lowest.deliver(start.encode(), A);
    lowest.sent(FrameType.STATE);

    var other = new OneMember(B);
    other.changed(List.of(B, A), List.of(B));
    other.sentNothing();
    other.deliver(start.encode(), A);
    assertEquals(start.epoch(), other.sent(FrameType.STATE).epoch());
    other.sentNothing();
  }

  @Test
  public void item218_aStateHasTheEpochOfTheStart() {
    OneMember member = OneMember.collecting();
    SyncFrame state = member.sent(FrameType.STATE);
    assertEquals(member.epoch(), state.epoch());
    assertEquals(member.state(), new String(state.body(), UTF_8));
  }

  @Test
  public void item219_statesOfAnEarlierSyncAreIgnored() {
    OneMember member = OneMember.collecting();
    member.ownState();
    Epoch present = member.epoch();
    member.epoch(new Epoch(6, NOW, A.nodeId(), A.pid()));
    member.state(A, NEWER);
    member.isIn(Mode.START_SYNC);
    member.epoch(present);
    member.state(A, NEWER);
    member.isIn(Mode.UPDATE);
  }

  @Test
  public void item220_theHighestVersionLeadsThenTheNewestThenTheFirst() {
    assertEquals(A, leader("5 1 10", "4 1 90", "4 1 10"));
    assertEquals(C, leader("5 1 10", "5 1 10", "6 1 9"));
    assertEquals(B, leader("5 1 10", "5 1 11", "4 1 12"));
    assertEquals("a tie is the first one's", A, leader("5 1 10", "5 9 10", "5 1 10"));
  }

  private static Member leader(String ofA, String ofB, String ofC) {
    var member = new OneMember(B);
    member.changed(List.of(C, A, B), List.of(B));
    member.lowestStarts(A);
    member.sent(FrameType.STATE);
    member.state(C, ofC);
    member.state(B, ofB);
    member.state(A, ofA);
    return member.machine.status().leader().orElseThrow();
  }

  @Test
  public void item220_membersAreInOrderOfNodesThenProcesses() {
    var later = new Member(1, 99);
    var member = new OneMember(B);
    member.changed(List.of(C, later, B, A), List.of(B));
    assertEquals(
        List.of(A, later, B, C),
        member.machine.status().members().stream().map(GroupStatus.MemberStatus::member).toList());
  }

  private static OneMember leading(String other) {
    var member = new OneMember(A);
    member.database.changeAlone(1, 1, NOW);
    member.database.changeAlone(2, 1, NOW + 1);
    member.changed(List.of(A, B), List.of(A));
    member.start();
    member.ownState();
    member.state(B, other.isEmpty() ? member.state() : other);
    return member;
  }

  @Test
  public void item221_theLeaderSendsWhatDiffersOnceAndThenThatItWasAll() {
    OneMember member = leading("2 1 " + NOW + "\nc1 1 2 1 " + NOW);
    assertEquals("3 1 " + (NOW + 1), new String(member.sent(FrameType.UPDATE).body(), UTF_8));
    assertEquals("c2 2 3 1 " + (NOW + 1), new String(member.sent(FrameType.UPDATE).body(), UTF_8));
    assertEquals(0, member.sent(FrameType.UPDATE_COMPLETE).body().length);
    member.sentNothing();
    member.isIn(Mode.SYNCED);
  }

  @Test
  public void item221_withNothingToSendItSaysThatItWasAllTheSame() {
    OneMember member = leading("");
    member.sent(FrameType.UPDATE_COMPLETE);
    member.sentNothing();
    member.isIn(Mode.SYNCED);
  }

  @Test
  public void item222_whoHasTheSameIsSyncedWithoutTakingOver() {
    OneMember member = OneMember.synced();
    assertEquals(0, member.application.commits());
    assertEquals(1, member.application.syncs());
    assertEquals(Optional.of(NOW), member.machine.status().lastSyncSeconds());
    assertEquals("the first of equals", Optional.of(A), member.machine.status().leader());
  }

  @Test
  public void item223_updatesCountWhenAllHaveComeAndTheOldIsReadUntilThen() {
    var member = new OneMember(B);
    member.database.changeAlone(9, 2, NOW - 9);
    member.changed(List.of(A, B), List.of(B));
    member.lowestStarts(A);
    member.ownState();
    String old = member.state();
    member.state(A, NEWER);
    member.isIn(Mode.UPDATE);
    member.update();
    assertEquals("still the old", old, member.state());
    member.deliver(member.sync(FrameType.UPDATE_COMPLETE, ""), A);
    member.isIn(Mode.SYNCED);
    assertEquals("without what is too much", NEWER, member.state());
    assertEquals(1, member.application.commits());
  }

  @Test
  public void missingUpdatesMakeItLeaveWithWhatItHad() {
    OneMember member = OneMember.updating();
    String old = member.state();
    member.deliver(member.sync(FrameType.UPDATE, "5 1 1700000001"), A);
    member.deliver(member.sync(FrameType.UPDATE_COMPLETE, ""), A);
    member.hasLeft("an update is missing");
    assertEquals(old, member.state());
  }

  @Test
  public void item235_ofTwoChangesTheLastEpochCounts() {
    var member = new OneMember(A);
    member.changed(List.of(A, B), List.of(A));
    SyncFrame first = member.sent(FrameType.SYNC_START);
    member.changed(List.of(A, B, C), List.of(C));
    SyncFrame second = member.sent(FrameType.SYNC_START);
    assertEquals(2, second.epoch().counter());

    member.deliver(first.encode(), A);
    assertEquals(first.epoch(), member.sent(FrameType.STATE).epoch());
    member.deliver(second.encode(), A);
    assertEquals(second.epoch(), member.sent(FrameType.STATE).epoch());
    member.epoch(first.epoch());
    member.state(B, NEWER);
    assertEquals("of the last epoch nobody's", 3, member.machine.status().missing().size());
  }

  @Test
  public void item236_theDeathOfTheLeaderLeavesWhatThereWas() {
    OneMember member = OneMember.updating();
    String old = member.state();
    member.update();
    member.changed(List.of(B, C), List.of());
    member.isIn(Mode.START_SYNC);
    assertEquals(old, member.state());
    member.start();
    member.ownState();
    member.state(C, member.state());
    member.isIn(Mode.SYNCED);
    assertEquals("what the dead one had sent is forgotten", old, member.state());
    assertEquals(0, member.application.commits());
  }

  @Test
  public void item225_aChangeOfMembersInAnyModeBeginsAnew() {
    for (OneMember member :
        List.of(OneMember.collecting(), OneMember.updating(), OneMember.synced())) {
      Mode before = member.machine.mode();
      if (before == Mode.UPDATE) {
        member.update();
        member.deliver(member.put(1, "late", 1), A);
        assertEquals(1, member.machine.status().queuedFrames());
      }
      while (member.group.nextSent() != null) {
        // of the sync before
      }
      member.changed(List.of(A, B, C), List.of(C));
      member.isIn(Mode.START_SYNC);
      assertEquals("the sync queue is dropped", 0, member.machine.status().queuedFrames());
      assertEquals("it awaits the start", List.of(A), member.machine.status().missing());
      member.lowestStarts(A);
      member.ownState();
      assertEquals("in " + before, List.of(A, C), member.machine.status().missing());
      member.state(A, member.state());
      member.state(C, member.state());
      member.isIn(Mode.SYNCED);
      assertTrue("no update of before", !member.state().contains("x 7"));
    }
  }

  @Test
  public void defectD9_aStartOfAnotherThanTheLowestIsObeyed() {
    var member = new OneMember(A);
    member.changed(List.of(A, B), List.of(B));
    member.sent(FrameType.SYNC_START);
    member.lowestStarts(B);
    assertEquals(member.epoch(), member.sent(FrameType.STATE).epoch());
  }

  @Test
  public void defectD19_anUpdateIsSentUntilItIsAndNothingIsCompleteBefore() {
    var member = new OneMember(A);
    member.database.changeAlone(1, 1, NOW);
    member.changed(List.of(A, B), List.of(A));
    member.start();
    member.ownState();
    member.group.fail(SendFailure.REFUSED, 1);
    member.state(B, "1 0 0");
    byte[] second = member.sent(FrameType.UPDATE).body();
    assertEquals("c1 1 2 1 " + NOW, new String(second, UTF_8));
    member.sentNothing();
    member.group.fail(SendFailure.REFUSED, 1);
    member.machine.tick();
    member.settle();
    member.sentNothing();
    member.machine.tick();
    member.settle();
    assertEquals("2 1 " + NOW, new String(member.sent(FrameType.UPDATE).body(), UTF_8));
    member.sent(FrameType.UPDATE_COMPLETE);
    member.sentNothing();
  }

  @Test
  public void defectD19_whatAChangeOfMembersInterruptsNeedsNothing() {
    var member = new OneMember(A);
    member.database.changeAlone(1, 1, NOW);
    member.changed(List.of(A, B), List.of(A));
    member.start();
    member.ownState();
    member.group.fail(SendFailure.INTERRUPTED, 1);
    member.state(B, "1 0 0");
    member.sent(FrameType.UPDATE);
    member.sentNothing();
    member.machine.tick();
    member.settle();
    member.sentNothing();
    member.changed(List.of(A), List.of());
    member.isIn(Mode.SYNCED);
  }

  @Test
  public void aStateThatIsNotSentMakesItLeaveUnlessMembersHaveChanged() {
    var refused = new OneMember(B);
    refused.changed(List.of(A, B), List.of(B));
    refused.group.fail(SendFailure.REFUSED, 1);
    refused.lowestStarts(A);
    refused.hasLeft("corosync did not take its state");

    var interrupted = new OneMember(B);
    interrupted.changed(List.of(A, B), List.of(B));
    interrupted.group.fail(SendFailure.INTERRUPTED, 1);
    interrupted.lowestStarts(A);
    interrupted.isIn(Mode.START_SYNC);
  }
}
