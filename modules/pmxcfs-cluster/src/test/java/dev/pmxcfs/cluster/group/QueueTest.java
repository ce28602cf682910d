package dev.pmxcfs.cluster.group;

import static dev.pmxcfs.cluster.group.OneMember.A;
import static dev.pmxcfs.cluster.group.OneMember.B;
import static dev.pmxcfs.cluster.group.OneMember.C;
import static dev.pmxcfs.cluster.group.OneMember.NOW;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.simulation.MapSubmission;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.qbipc.testing.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.Test;

/**
 * Which frames wait for the end of a sync, and when they are done (cluster, sections 2.6 and 2.7).
 */
public class QueueTest {

  private static final String NEWER = "5 1 1700000001\nx 7 5 1 1700000001";

  /** B of A, B and C, in START_SYNC. */
  private static OneMember collecting() {
    var member = new OneMember(B);
    member.changed(List.of(A, B, C), List.of(B));
    member.lowestStarts(A);
    member.ownState();
    return member;
  }

  private static void allAreEqual(OneMember member) {
    member.state(A, member.state());
    member.state(C, member.state());
    member.isIn(Mode.SYNCED);
  }

  @Test
  public void item227_theQueueIsInTheOrderOfCountsThenOfArrival() {
    OneMember member = collecting();
    member.deliver(member.put(5, "fifth", 1), A);
    member.deliver(member.put(3, "third", 1), C);
    member.deliver(member.put(5, "fifthToo", 1), C);
    member.deliver(member.put(4, "fourth", 1), A);
    member.deliver(member.put(3, "thirdToo", 1), A);
    assertEquals(5, member.machine.status().queuedFrames());
    assertEquals("nothing is done yet", List.of(), member.order());
    allAreEqual(member);
    assertEquals(List.of("third", "thirdToo", "fourth", "fifth", "fifthToo"), member.order());
    assertEquals(0, member.machine.status().queuedFrames());
    assertEquals(0, member.machine.status().queuedBytes());
  }

  @Test
  public void item227_countsAreComparedByADifferenceOfThirtyTwoBits() {
    OneMember member = collecting();
    member.deliver(member.put(1L << 32, "asZero", 1), A);
    member.deliver(member.put(1, "one", 1), A);
    member.deliver(member.put(-1, "minusOne", 1), A);
    allAreEqual(member);
    assertEquals(List.of("minusOne", "asZero", "one"), member.order());
  }

  @Test
  public void aQueuedChangeHasItsSenderAndItsTime() {
    OneMember member = collecting();
    member.deliver(member.put(1, "a", 1, NOW - 77), C);
    allAreEqual(member);
    assertTrue(member.state(), member.state().endsWith("a 1 2 3 " + (NOW - 77)));
  }

  @Test
  public void whatIsDoneWhileSyncedDoesNotWait() {
    OneMember member = OneMember.synced();
    member.deliver(member.put(9, "nine", 1), A);
    member.deliver(member.put(2, "two", 1), A);
    assertEquals("as it comes", List.of("nine", "two"), member.order());
  }

  @Test
  public void item228_framesOfThoseWhoHaveLeftAreDropped() {
    OneMember member = collecting();
    member.deliver(member.put(1, "ofA", 1), A);
    member.deliver(member.put(1, "ofC", 1), C);
    member.changed(List.of(A, B), List.of());
    assertEquals("kept until it is decided", 2, member.machine.status().queuedFrames());
    member.lowestStarts(A);
    member.ownState();
    member.state(A, member.state());
    assertEquals(List.of("ofA"), member.order());
    assertEquals(0, member.machine.status().queuedFrames());
  }

  @Test
  public void item226_ownFramesAreSentAgainByteForByteWhenSomebodyHasJoined() {
    OneMember member = collecting();
    MapSubmission asked = member.ask("own", 1);
    byte[] sent = member.group.nextSent();
    member.deliver(sent, B);
    member.deliver(member.put(1, "ofA", 1), A);
    member.time.pass(2_000);

    var late = new Member(9, 99);
    member.changed(List.of(A, B, C, late), List.of(late));
    assertArrayEquals("with its old time and count", sent, member.group.nextSent());
    member.sentNothing();
    assertEquals("the others send theirs", 0, member.machine.status().queuedFrames());
    member.lowestStarts(A);
    member.ownState();
    member.deliver(sent, B);
    allButLate(member, late);
    assertEquals(List.of("own"), member.order());
    assertEquals(Optional.empty(), asked.refusal());
    assertTrue("answered", member.ledger.unanswered().isEmpty());
  }

  private static void allButLate(OneMember member, Member late) {
    member.state(A, member.state());
    member.state(C, member.state());
    member.state(late, member.state());
    member.isIn(Mode.SYNCED);
  }

  @Test
  public void item226_nothingIsSentAgainWhenSomebodyHasOnlyLeft() {
    OneMember member = collecting();
    member.ask("own", 1);
    byte[] sent = member.group.nextSent();
    member.deliver(sent, B);
    member.changed(List.of(A, B), List.of());
    member.sentNothing();
    assertEquals("it is still there", 1, member.machine.status().queuedFrames());
    member.lowestStarts(A);
    member.ownState();
    member.state(A, member.state());
    assertEquals(List.of("own"), member.order());
    assertTrue("answered", member.ledger.unanswered().isEmpty());
  }

  @Test
  public void aFrameThatIsNotSentAgainMakesItLeave() {
    OneMember member = collecting();
    MapSubmission asked = member.ask("own", 1);
    member.deliver(member.group.nextSent(), B);
    member.group.fail(SendFailure.REFUSED, 1);
    var late = new Member(9, 99);
    member.changed(List.of(A, B, C, late), List.of(late));
    member.hasLeft("its own frame is not sent again");
    assertEquals(Optional.of(Refusal.NOT_SENT), asked.refusal());
  }

  @Test
  public void item229_whileUpdatingTheOrderIsThatOfTheSyncedOnes() {
    OneMember member = collecting();
    member.deliver(member.put(9, "ofSyncedBefore", 1), A);
    member.deliver(member.put(1, "ofUpdatingBefore", 1), C);
    member.state(A, NEWER);
    member.state(C, "1 0 0");
    member.isIn(Mode.UPDATE);
    member.deliver(member.put(2, "ofUpdating", 1), C);
    member.deliver(member.put(10, "ofSynced", 1), A);
    member.deliver(member.put(3, "ofUpdatingToo", 1), C);
    member.update();
    member.deliver(member.sync(FrameType.UPDATE_COMPLETE, ""), A);
    assertEquals(
        List.of(
            "x", "ofSyncedBefore", "ofUpdating", "ofSynced", "ofUpdatingToo", "ofUpdatingBefore"),
        member.order());
    assertEquals(0, member.machine.status().queuedFrames());
  }

  @Test
  public void item229_whoIsSyncedDoesEverythingAsItComesAndTheRestWhenOthersAreUpdated() {
    OneMember member = collecting();
    member.deliver(member.put(9, "ofSyncedBefore", 1), A);
    member.deliver(member.put(1, "ofUpdatingBefore", 1), C);
    member.state(A, member.state());
    member.state(C, "1 0 0\nother 1 1 1 0");
    assertEquals("equal to A", Mode.SYNCED, member.machine.mode());
    member.deliver(member.put(2, "ofUpdating", 1), C);
    member.deliver(member.put(10, "ofSynced", 1), A);
    assertEquals(List.of("ofSyncedBefore", "ofUpdating", "ofSynced"), member.order());
    assertEquals(1, member.machine.status().queuedFrames());
    member.deliver(member.sync(FrameType.UPDATE_COMPLETE, ""), A);
    assertEquals("ofUpdatingBefore", member.order().get(3));
    assertEquals(0, member.machine.status().queuedFrames());
  }

  @Test
  public void ownFramesOfASyncQueueThatIsDroppedAreNotSentAgain() {
    OneMember member = OneMember.updating();
    MapSubmission asked = member.ask("own", 1);
    while (member.group.nextSent() != null) {
      // that, too
    }
    member.deliver(member.put(1, "own", 1), B);
    member.changed(List.of(A, B, C), List.of(C));
    member.sentNothing();
    assertEquals("A has done it already", Optional.of(Refusal.LEFT), asked.refusal());
  }

  @Test
  public void moreThanThereIsRoomForMakesItLeaveAndNothingIsDropped() {
    var member = new OneMember(B, GroupProtocol.TREE, new GroupOptions().setMaxQueuedBytes(1_000));
    member.changed(List.of(A, B), List.of(B));
    int frames = 0;
    while (member.machine.mode() == Mode.START_SYNC) {
      member.deliver(member.put(++frames, "a", 1), A);
    }
    member.hasLeft("its queue is full");
    assertEquals("at about 91 bytes each", 11, frames);
    assertEquals(0, member.machine.status().queuedFrames());
  }

  @Test
  public void item210_countsBeginAtOneAndHaveNoGapsOverLeavingAndJoining() throws Exception {
    OneMember member = OneMember.synced();
    while (member.group.nextSent() != null) {
      // of the sync
    }
    for (int count = 1; count <= 3; count++) {
      member.ask("own", count);
      assertEquals(count, NormalFrame.count(member.group.nextSent()));
    }
    member.deliver(new byte[3], A);
    member.group.end();
    member.machine.ended("left");
    member.changed(List.of(B), List.of(B));
    member.ask("own", 4);
    assertEquals("goes on", 4, NormalFrame.count(member.group.nextSent()));
  }

  @Test
  public void item210_countsAscendOnTheWireWithEightWriters() throws Exception {
    int writers = 8;
    int each = 50;
    var options = new GroupOptions().setMaxWaiting(writers * each);
    var member = new OneMember(B, GroupProtocol.TREE, options);
    member.changed(List.of(B), List.of(B));
    var executor = Executors.newSingleThreadScheduledExecutor();
    var thread = new GroupThread(executor);
    List<Thread> all = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      Thread started =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  thread.execute(() -> member.ask("own", 1));
                }
              });
      started.start();
      all.add(started);
    }
    for (Thread writer : all) {
      writer.join();
    }
    assertTrue("has done all", thread.end(Patience.LIMIT.toMillis()));
    executor.shutdown();
    for (int count = 1; count <= writers * each; count++) {
      assertEquals(count, NormalFrame.count(member.group.nextSent()));
    }
    member.sentNothing();
  }
}
