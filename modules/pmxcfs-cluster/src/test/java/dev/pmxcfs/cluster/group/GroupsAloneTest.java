package dev.pmxcfs.cluster.group;

import static dev.pmxcfs.cluster.group.OneMember.B;
import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/**
 * A group that is lost is joined anew alone: at once, and after pauses that grow while it is lost
 * again and again; the other group goes on.
 */
public class GroupsAloneTest {

  private static final int LONGEST = 60_000;

  private static OneMember alone(GroupProtocol protocol) {
    var member = new OneMember(B, protocol, new GroupOptions());
    member.changed(List.of(B), List.of(B));
    member.isIn(Mode.SYNCED);
    return member;
  }

  private static void lose(OneMember member) {
    member.group.end();
    member.machine.ended("the connection is gone");
  }

  /** How long it takes until it joins again, in milliseconds by its own clock. */
  private static int pause(OneMember member, OneMember other) {
    int joins = member.group.joins();
    lose(member);
    int passed = 0;
    while (member.group.joins() == joins && passed < LONGEST) {
      passed += 250;
      for (OneMember each : List.of(member, other)) {
        each.time.pass(250);
        each.machine.tick();
      }
    }
    return passed;
  }

  private void assertComesBackAlone(OneMember member, OneMember other) {
    List<Integer> pauses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      pauses.add(pause(member, other));
      member.changed(List.of(B), List.of(B));
    }
    assertEquals(List.of(0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000), pauses);
    assertEquals("the other goes on", 1, other.group.joins());
    other.isIn(Mode.SYNCED);
    assertEquals(Optional.empty(), other.machine.status().lastLeave());
    assertEquals(Optional.of("the connection is gone"), member.machine.status().lastLeave());
  }

  @Test
  public void theGroupOfTheTreeIsJoinedAnewAlone() {
    assertComesBackAlone(alone(GroupProtocol.TREE), alone(GroupProtocol.STATUS));
  }

  @Test
  public void theGroupOfTheStatusIsJoinedAnewAlone() {
    assertComesBackAlone(alone(GroupProtocol.STATUS), alone(GroupProtocol.TREE));
  }

  /** An attempt that came to nothing costs nobody anything. */
  @Test
  public void whatCannotBeJoinedIsTriedEachSecond() {
    OneMember member = alone(GroupProtocol.TREE);
    lose(member);
    for (int i = 0; i < 10; i++) {
      int joins = member.group.joins();
      member.group.end();
      member.machine.ended("corosync does not run");
      assertEquals(joins, member.group.joins());
      member.time.pass(1_000);
      member.machine.tick();
      assertEquals(joins + 1, member.group.joins());
    }
  }
}
