package dev.qbipc.corosync.cpg;

import static org.junit.Assert.assertEquals;

import dev.qbipc.corosync.RingId;
import dev.qbipc.corosync.fake.WireMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** What a member makes of events, whatever is in them. */
public class CpgEventsTest extends FakeGroupTest {

  @Test
  public void item305_aChangeWithMoreMembersThanItHasRoomForEndsTheConnection() {
    for (int field : new int[] {160, 168, 176}) {
      for (int count : new int[] {2, 1000, 0x0aaa_aaab, -1}) {
        join();
        fake.event(FakeGroup.change(List.of(), List.of(), List.of()).u32(field, count));
        assertBroken();
      }
    }
  }

  @Test
  public void item305_aMessageLongerThanItsEventEndsTheConnection() {
    for (int length : new int[] {2, -1, Integer.MIN_VALUE}) {
      join();
      fake.event(FakeGroup.deliver(OTHER, new byte[1]).u32(160, length));
      assertBroken();
    }
    join();
    fake.event(FakeGroup.fragment(OTHER, 1, 2, new byte[1]).u32(168, 2));
    assertBroken();
    join();
    fake.event(WireMessage.header(5, FakeGroup.OK));
    assertBroken();
    join();
    fake.event(FakeGroup.ring(1, 6, 1, 2).u32(40, 4));
    assertBroken();
  }

  /** Of headers too, as far as it is not libqb's server that writes them. */
  @Test
  public void item306_garbageInErrorsAndPaddingChangesNothing() {
    join();
    var change =
        FakeGroup.change(
            List.of(SELF, OTHER),
            List.of(new CpgMovement(OTHER, CpgReason.NODEUP)),
            List.of(new CpgMovement(THIRD, CpgReason.NODEDOWN)));
    dirty(change, 28, 164, 172, 180);
    for (int address = 184; address < change.bytes().length; address += 24) {
      dirty(change, address + 4, address + 12, address + 20);
    }
    fake.event(change);
    fake.event(dirty(FakeGroup.ring(1, 9, 1, 2), 28, 52));
    fake.event(dirty(FakeGroup.deliver(OTHER, bytes("a")), 16, 28, 164, 172, 180));
    int[] ofFragments = {16, 28, 164, 172, 180, 188, 196};
    fake.event(dirty(FakeGroup.fragment(OTHER, 1, 2, bytes("b")), ofFragments));
    fake.event(dirty(FakeGroup.fragment(OTHER, 3, 2, bytes("c")), ofFragments));
    assertEquals(
        new CpgChange(
            List.of(SELF, OTHER),
            List.of(new CpgMovement(OTHER, CpgReason.NODEUP)),
            List.of(new CpgMovement(THIRD, CpgReason.NODEDOWN))),
        nextEvent());
    assertEquals(new CpgRing(new RingId(1, 9), List.of(1, 2), List.of()), nextEvent());
    assertDelivered(OTHER, "a");
    assertDelivered(OTHER, "bc");
  }

  private static WireMessage dirty(WireMessage event, int... offsets) {
    for (int offset : offsets) {
      event.u32(offset, -1);
    }
    return event;
  }

  @Test
  public void item333_aChangeMayHaveMoreMembersThanLibcpgTakes() {
    join();
    List<CpgAddress> members = new ArrayList<>(List.of(SELF));
    for (int pid = 1; pid <= 1000; pid++) {
      members.add(new CpgAddress(2, pid));
    }
    fake.event(FakeGroup.change(members, List.of(), List.of()));
    assertEquals(members, ((CpgChange) nextEvent()).members());
    assertEquals(members, group.members());
  }

  @Test
  public void item334_unknownEventsAreSkipped() {
    join();
    fake.event(WireMessage.header(8, FakeGroup.OK));
    fake.event(WireMessage.header(99, FakeGroup.OK));
    fake.event(FakeGroup.deliver(OTHER, bytes("next")));
    assertDelivered(OTHER, "next");
  }

  @Test
  public void item335_membersOnNodesOutsideTheRingAreGhosts() {
    join();
    fake.event(
        FakeGroup.change(
            List.of(SELF, OTHER, THIRD),
            List.of(
                new CpgMovement(OTHER, CpgReason.JOIN), new CpgMovement(THIRD, CpgReason.NODEUP)),
            List.of()));
    // Their nodes are not in the last ring; the next one is still to come.
    assertEquals(CpgChange.class, nextEvent().getClass());
    assertEquals(List.of(SELF, OTHER, THIRD), group.members());
    fake.event(FakeGroup.ring(1, 9, 1, 2));
    assertEquals(List.of(THIRD), ((CpgRing) nextEvent()).ghosts());
    assertEquals(List.of(SELF, OTHER), group.members());
    // Corosync goes on naming it.
    fake.event(
        FakeGroup.change(
            List.of(SELF, THIRD), List.of(), List.of(new CpgMovement(OTHER, CpgReason.LEAVE))));
    nextEvent();
    assertEquals(List.of(SELF), group.members());
    fake.event(FakeGroup.ring(1, 13, 1, 3));
    assertEquals(List.of(), ((CpgRing) nextEvent()).ghosts());
    assertEquals(List.of(SELF, THIRD), group.members());
  }

  /** What comes before the own join is of other groups' making. */
  @Test
  public void ringsBeforeTheJoinAreNotHandedOver() {
    fake.answer(
        request -> {
          if (request.id() == FakeGroup.JOIN) {
            fake.eventNow(FakeGroup.ring(1, 1, 1));
          }
          FakeGroup.answer(fake, request, SELF);
        });
    join();
    assertEquals("1.5", group.ring().orElseThrow().toString());
  }
}
