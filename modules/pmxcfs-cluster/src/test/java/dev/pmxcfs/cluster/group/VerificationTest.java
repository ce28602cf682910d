package dev.pmxcfs.cluster.group;

import static dev.pmxcfs.cluster.group.OneMember.A;
import static dev.pmxcfs.cluster.group.OneMember.B;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.cluster.wire.Epoch;
import dev.pmxcfs.cluster.wire.FrameType;
import dev.pmxcfs.cluster.wire.SyncFrame;
import dev.pmxcfs.cluster.wire.Verification;
import dev.pmxcfs.cluster.wire.VerifyRequestDescriptor;
import dev.pmxcfs.state.tree.Digest;
import java.util.List;
import org.junit.Test;

/** Item 232: members compare what they have, each hour (cluster, section 2.8). */
public class VerificationTest {

  private static final int PERIOD = 3_600_000;

  private static OneMember lowest() {
    var member = new OneMember(A);
    member.changed(List.of(A, B), List.of(B));
    member.start();
    member.ownState();
    member.state(B, member.state());
    member.sent(FrameType.UPDATE_COMPLETE);
    member.isIn(Mode.SYNCED);
    return member;
  }

  private static long request(OneMember member) throws Exception {
    return VerifyRequestDescriptor.decode(member.sent(FrameType.VERIFY_REQUEST).body());
  }

  private static void pass(OneMember member, long millis) {
    member.time.pass(millis);
    member.machine.tick();
  }

  @Test
  public void item232_theLowestAsksAfterAnHourAndNotBefore() throws Exception {
    OneMember member = lowest();
    pass(member, PERIOD - 1);
    member.sentNothing();
    pass(member, 1);
    assertEquals("the first of a process", 1, request(member));
    pass(member, PERIOD);
    member.sentNothing(); // the first has not come back
  }

  @Test
  public void item232_theNextOneFollowsWhenTheLastHasComeBack() throws Exception {
    OneMember member = lowest();
    pass(member, PERIOD);
    SyncFrame asked = member.sent(FrameType.VERIFY_REQUEST);
    assertEquals("of the last sync", member.epoch(), asked.epoch());
    member.deliver(asked.encode(), A);
    SyncFrame answer = member.sent(FrameType.VERIFY);
    assertEquals(
        new Verification(1, member.application.digest()), Verification.decode(answer.body()));
    member.deliver(answer.encode(), A);
    member.isIn(Mode.SYNCED);
    pass(member, PERIOD - 1);
    member.sentNothing();
    pass(member, 1);
    assertEquals(2, request(member));
  }

  @Test
  public void aRequestOfAnEarlierConfigurationIsNotAwaited() throws Exception {
    OneMember member = lowest();
    pass(member, PERIOD);
    assertEquals(1, request(member));
    member.changed(List.of(A), List.of());
    pass(member, PERIOD);
    assertEquals("alone, too", 2, request(member));
  }

  @Test
  public void item232_nobodyElseAsksAndNobodyBeforeItIsSynced() {
    OneMember other = OneMember.synced();
    while (other.group.nextSent() != null) {
      // of the sync
    }
    pass(other, PERIOD);
    other.sentNothing();

    var syncing = new OneMember(A);
    syncing.changed(List.of(A, B), List.of(B));
    syncing.sent(FrameType.SYNC_START);
    pass(syncing, PERIOD);
    syncing.sentNothing();
  }

  @Test
  public void whatCouldNotBeAskedIsAskedLater() throws Exception {
    OneMember member = lowest();
    member.group.fail(SendFailure.REFUSED, 1);
    pass(member, PERIOD);
    member.settle();
    member.sentNothing();
    pass(member, PERIOD);
    assertEquals(2, request(member));
  }

  private static OneMember asked() {
    OneMember member = OneMember.synced();
    while (member.group.nextSent() != null) {
      // of the sync
    }
    member.deliver(
        member.sync(FrameType.VERIFY_REQUEST.ordinal(), VerifyRequestDescriptor.encode(5)), A);
    member.sentNothing(); // trap T8: whoever asked answers
    return member;
  }

  private static void verify(OneMember member, long id, Digest digest) {
    member.deliver(
        member.sync(FrameType.VERIFY.ordinal(), new Verification(id, digest).encode()), A);
  }

  @Test
  public void item232_anotherDigestMakesItLeave() {
    OneMember equal = asked();
    verify(equal, 5, equal.application.digest());
    equal.isIn(Mode.SYNCED);
    verify(equal, 5, Digest.ofBytes(new byte[] {1}));
    equal.hasLeft("another digest, of the same request once more");
  }

  @Test
  public void whatIsOfAnotherRequestIsSkipped() {
    OneMember member = asked();
    verify(member, 6, Digest.ofBytes(new byte[] {1}));
    member.isIn(Mode.SYNCED);
    member.epoch(new Epoch(8, 8, 8, 8));
    verify(member, 5, Digest.ofBytes(new byte[] {1}));
    member.isIn(Mode.SYNCED);

    OneMember unasked = OneMember.synced();
    verify(unasked, 0, Digest.ofBytes(new byte[] {1}));
    unasked.isIn(Mode.SYNCED);
  }

  @Test
  public void theDigestIsThatOfTheRequestAndNotALaterOne() {
    OneMember member = asked();
    Digest then = member.application.digest();
    member.deliver(member.put(1, "later", 1), A);
    verify(member, 5, then);
    member.isIn(Mode.SYNCED);
  }

  @Test
  public void item232_wrongLengthsMakeItLeave() {
    for (FrameType type : List.of(FrameType.VERIFY_REQUEST, FrameType.VERIFY)) {
      for (int length : new int[] {0, 7, 9, 39, 41}) {
        OneMember member = asked();
        member.deliver(member.sync(type.ordinal(), new byte[length]), A);
        member.hasLeft(type + " of " + length + " bytes");
      }
    }
  }

  @Test
  public void theStatusGroupAsksNobodyAndIgnoresWhatIsWellFormed() {
    var member = new OneMember(A, GroupProtocol.STATUS, new GroupOptions());
    member.changed(List.of(A), List.of(A));
    pass(member, PERIOD);
    member.sentNothing();
    var epoch = new Epoch(1, OneMember.NOW, A.nodeId(), A.pid());
    for (FrameType type : List.of(FrameType.VERIFY_REQUEST, FrameType.VERIFY)) {
      member.deliver(SyncFrame.of(type, 0, 5, epoch, new byte[8]).encode(), A);
      member.isIn(Mode.SYNCED);
      member.sentNothing();
    }
    member.deliver(SyncFrame.of(FrameType.VERIFY_REQUEST, 0, 5, epoch, new byte[7]).encode(), A);
    member.hasLeft("a request of 7 bytes");
  }
}
