package dev.pmxcfs.cluster.group;

import static dev.pmxcfs.cluster.group.OneMember.A;
import static dev.pmxcfs.cluster.group.OneMember.B;
import static dev.pmxcfs.cluster.group.OneMember.C;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.simulation.MapSubmission;
import dev.pmxcfs.cluster.wire.FrameHeader;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.qbipc.linux.Errno;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/**
 * Whoever sends is answered, and when the group is left and joined again (cluster, section 2.9).
 */
public class SendersTest {

  private static void refused(Refusal why, MapSubmission submission) {
    assertEquals(Optional.of(why), submission.refusal());
  }

  private static byte[] lastSent(OneMember member) {
    byte[] last = null;
    for (byte[] next = member.group.nextSent(); next != null; next = member.group.nextSent()) {
      last = next;
    }
    return last;
  }

  @Test
  public void whoSendsIsAnsweredWhenTheFrameHasComeBackAndIsDone() {
    OneMember member = OneMember.synced();
    MapSubmission asked = member.ask("own", 1);
    byte[] frame = lastSent(member);
    assertEquals("not done when it is sent", List.of(), member.order());
    assertEquals(1, member.machine.status().waiting());
    member.deliver(frame, B);
    assertEquals(List.of("own"), member.order());
    assertEquals(Optional.empty(), asked.refusal());
    assertTrue(member.ledger.unanswered().isEmpty());
  }

  @Test
  public void anothersFrameOfTheSameCountAnswersNobody() {
    OneMember member = OneMember.synced();
    member.ask("own", 1);
    member.deliver(member.put(1, "ofA", 1), A);
    member.deliver(member.put(1, "ofAnotherProcessHere", 1), new Member(B.nodeId(), 99));
    assertEquals("trap T3", 1, member.machine.status().waiting());
  }

  @Test
  public void item231_leavingAnswersWhoWaitsAndItComesBackAtOnce() {
    OneMember member = OneMember.synced();
    MapSubmission waiting = member.ask("own", 1);
    member.deliver(new byte[3], A);
    member.hasLeft("a short frame");
    refused(Refusal.LEFT, waiting);
    assertEquals(Errno.EBUSY, Refusal.LEFT.errno());
    refused(Refusal.NOT_A_MEMBER, member.ask("own", 2));

    member.changed(List.of(B), List.of());
    member.hasLeft("the departure of another one is not its own");
    member.deliver(member.put(1, "ignored", 1), A);
    assertEquals(List.of(), member.order());
    member.group.end();
    member.machine.ended("left");
    assertEquals("a new membership, at once (defect D11)", 2, member.group.joins());
    member.isIn(Mode.START);
    refused(Refusal.NOT_A_MEMBER, member.ask("own", 3));

    member.changed(List.of(A, B), List.of(B));
    member.isIn(Mode.START_SYNC);
    assertEquals("and its epochs go on", 3, counter(member));
  }

  /** Of the epoch that it makes when it starts a sync alone with C. */
  private static int counter(OneMember member) {
    lastSent(member);
    member.changed(List.of(B, C), List.of());
    return member.sent(FrameType.SYNC_START).epoch().counter() - 1;
  }

  @Test
  public void item231_itComesBackAfterGrowingPausesWhenItLeavesAgainAndAgain() {
    OneMember member = OneMember.synced();
    int joins = 1;
    for (int pause : new int[] {0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000}) {
      leaveAndEnd(member);
      if (pause > 0) {
        member.time.pass(pause - 1);
        member.machine.tick();
        assertEquals("before " + pause, joins, member.group.joins());
        member.time.pass(1);
        member.machine.tick();
      }
      assertEquals("after " + pause, ++joins, member.group.joins());
      member.changed(List.of(B), List.of(B));
    }
    member.time.pass(60_000);
    leaveAndEnd(member);
    assertEquals("at once after a minute without trouble", ++joins, member.group.joins());
  }

  private static void leaveAndEnd(OneMember member) {
    member.deliver(new byte[3], A);
    member.hasLeft("a short frame");
    member.group.end();
    member.machine.ended("left");
  }

  @Test
  public void whatWasDoneBeforeIsSentWithItsTime() throws Exception {
    OneMember member = OneMember.synced();
    var submission = new MapSubmission(1, member.ledger);
    member.machine.submit(1, new byte[0], OneMember.NOW - 1, submission);
    member.group.settle();
    assertEquals(OneMember.NOW - 1, FrameHeader.decode(member.group.nextSent()).time());
  }

  @Test
  public void corosyncsEndAnswersWhoWaits() {
    OneMember member = OneMember.synced();
    MapSubmission waiting = member.ask("own", 1);
    member.group.end();
    member.machine.ended("corosync is gone");
    refused(Refusal.LEFT, waiting);
    assertEquals("joins again", 2, member.group.joins());
    assertEquals(Optional.of("corosync is gone"), member.machine.status().lastLeave());
    assertEquals(List.of(), member.machine.status().members());
  }

  @Test
  public void defectD18_whoSendsWhileNothingWouldComeBackIsAnsweredAtOnce() {
    var joining = new OneMember(B);
    refused(Refusal.NOT_A_MEMBER, joining.ask("own", 1));
    assertFalse(joining.machine.send(1, new byte[0]));
    joining.sentNothing();

    OneMember failed = OneMember.synced();
    failed.database.fail();
    failed.deliver(failed.put(1, "a", 1), A);
    failed.isIn(Mode.ERROR);
    refused(Refusal.STOPPED, failed.ask("own", 1));
    assertEquals(Errno.EIO, Refusal.STOPPED.errno());
    failed.group.end();
    failed.machine.ended("left");
    failed.time.pass(3_600_000);
    failed.machine.tick();
    assertEquals("not before a restart", 1, failed.group.joins());
    failed.isIn(Mode.ERROR);
    refused(Refusal.STOPPED, failed.ask("own", 2));
  }

  @Test
  public void whatCorosyncDoesNotTakeIsAnsweredAtOnce() {
    OneMember member = OneMember.synced();
    lastSent(member);
    member.group.fail(SendFailure.REFUSED, 1);
    MapSubmission asked = member.ask("own", 1);
    member.settle();
    refused(Refusal.NOT_SENT, asked);
    assertEquals(Errno.EBUSY, Refusal.NOT_SENT.errno());
    member.isIn(Mode.SYNCED);
  }

  @Test
  public void moreSendersThanMayWaitAreAnsweredAtOnce() {
    var member = new OneMember(B, GroupProtocol.TREE, new GroupOptions().setMaxWaiting(2));
    member.changed(List.of(B), List.of(B));
    member.ask("own", 1);
    member.ask("own", 2);
    refused(Refusal.TOO_MANY, member.ask("own", 3));
    assertEquals(Errno.EBUSY, Refusal.TOO_MANY.errno());
    assertEquals(2, member.machine.status().waiting());
  }

  @Test
  public void whoSendsWhileNothingMovesIsAnsweredAfterTheTimeOfTheOption() {
    var member =
        new OneMember(
            B, GroupProtocol.TREE, new GroupOptions().setChangeTimeout(Duration.ofSeconds(20)));
    member.changed(List.of(A, B), List.of(B));
    member.lowestStarts(A);
    MapSubmission asked = member.ask("own", 1);
    byte[] frame = lastSent(member);
    member.deliver(frame, B);
    pass(member, 19);
    assertEquals(Optional.empty(), asked.refusal());
    pass(member, 1);
    refused(Refusal.TIMED_OUT, asked);
    assertEquals(Errno.ETIMEDOUT, Refusal.TIMED_OUT.errno());
    assertEquals("it may still be done", 1, member.machine.status().queuedFrames());

    member.state(A, member.state());
    member.deliver(member.sync(FrameType.STATE, member.state()), B);
    assertEquals(List.of("own"), member.order());
    assertTrue("answered once", member.ledger.unanswered().isEmpty());
  }

  @Test
  public void whateverMovesInTheGroupGivesMoreTime() {
    OneMember member = OneMember.updating();
    MapSubmission asked = member.ask("own", 1);
    for (int i = 0; i < 5; i++) {
      pass(member, 50);
      member.deliver(member.sync(FrameType.UPDATE, "y" + i + " 1 1 1 1"), A);
    }
    assertEquals(Optional.empty(), asked.refusal());
    pass(member, 50);
    member.deliver(member.put(1, "queued", 1), A);
    pass(member, 10);
    assertEquals("what is only queued does not move it", Refusal.TIMED_OUT, asked.refusal().get());
  }

  private static void pass(OneMember member, int seconds) {
    for (int i = 0; i < seconds; i++) {
      member.time.pass(1_000);
      member.machine.tick();
    }
  }

  @Test
  public void defectD7_itSaysWhomItWaitsFor() {
    var member = new OneMember(B);
    member.changed(List.of(A, B, C), List.of(B));
    assertEquals("the start", List.of(A), member.machine.status().missing());
    member.lowestStarts(A);
    member.ownState();
    assertEquals("states", List.of(A, C), member.machine.status().missing());
    member.state(C, "5 1 5");
    member.state(A, "1 0 0");
    assertEquals("updates of the leader", List.of(C), member.machine.status().missing());
    member.deliver(member.sync(FrameType.UPDATE, "5 1 5"), C);
    member.deliver(member.sync(FrameType.UPDATE_COMPLETE, ""), C);
    member.isIn(Mode.SYNCED);
    assertEquals(List.of(), member.machine.status().missing());
  }

  @Test
  public void stoppingLeavesAndAnswersAndStaysOut() {
    OneMember member = OneMember.synced();
    MapSubmission waiting = member.ask("own", 1);
    boolean[] isOut = {false};
    member.machine.stop(() -> isOut[0] = true);
    refused(Refusal.LEFT, waiting);
    assertTrue(member.group.isLeaving());
    assertFalse("not before it is left", isOut[0]);
    member.machine.changed(List.of(A), List.of(B), List.of());
    member.deliver(member.put(1, "ignored", 1), A);
    assertEquals(Optional.empty(), member.machine.status().lastLeave());
    member.group.end();
    member.machine.ended("left");
    assertTrue(isOut[0]);
    member.time.pass(3_600_000);
    member.machine.tick();
    assertEquals(1, member.group.joins());
    refused(Refusal.NOT_A_MEMBER, member.ask("own", 2));
    assertEquals(List.of(), member.order());
  }

  @Test
  public void whoIsNotAmongTheMembersLeavesAndWhoNeverWasWaits() {
    OneMember member = OneMember.synced();
    member.changed(List.of(A, C), List.of());
    member.hasLeft("it is not among them");

    var waiting = new OneMember(B);
    waiting.changed(List.of(A, C), List.of(C));
    waiting.isIn(Mode.START);
    waiting.sentNothing();
    waiting.changed(List.of(A, B, C), List.of(B));
    waiting.isIn(Mode.START_SYNC);
  }
}
