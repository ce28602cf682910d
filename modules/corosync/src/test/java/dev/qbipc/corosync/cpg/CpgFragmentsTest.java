package dev.qbipc.corosync.cpg;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.fake.FakeRequest;
import dev.qbipc.corosync.fake.Waiting;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.Test;

/** Messages in fragments, from others and to them. */
public class CpgFragmentsTest extends FakeGroupTest {

  @Test
  public void item316_aMessageInFragmentsStandsWhereItsLastOneStands() {
    join();
    fake.event(FakeGroup.fragment(OTHER, 1, 6, bytes("ab")));
    fake.event(FakeGroup.deliver(OTHER, bytes("small")));
    fake.event(FakeGroup.fragment(THIRD, 1, 2, bytes("x")));
    fake.event(FakeGroup.fragment(OTHER, 2, 6, bytes("cd")));
    fake.event(FakeGroup.fragment(THIRD, 3, 2, bytes("y")));
    fake.event(FakeGroup.fragment(OTHER, 3, 6, bytes("ef")));
    assertDelivered(OTHER, "small");
    assertDelivered(THIRD, "xy");
    assertDelivered(OTHER, "abcdef");
  }

  @Test
  public void item317_whatASenderThatLeavesHasBegunIsDropped() {
    join();
    fake.event(FakeGroup.fragment(OTHER, 1, 4, bytes("ab")));
    var left =
        FakeGroup.change(
            List.of(SELF), List.of(), List.of(new CpgMovement(OTHER, CpgReason.PROCDOWN)));
    fake.event(left);
    fake.event(FakeGroup.fragment(OTHER, 3, 4, bytes("cd")));
    fake.event(FakeGroup.fragment(OTHER, 1, 4, bytes("ef")));
    fake.event(FakeGroup.fragment(OTHER, 3, 4, bytes("gh")));
    assertEquals(CpgChange.class, nextEvent().getClass());
    assertDelivered(OTHER, "efgh");
  }

  @Test
  public void item319_fragmentsThatDoNotFitAreDroppedAndNothingElse() {
    join();
    // Too long a message, claimed as 4 GiB and as one byte more than is allowed.
    fake.event(FakeGroup.fragment(OTHER, 1, -1, bytes("ab")));
    fake.event(FakeGroup.fragment(OTHER, 3, -1, bytes("cd")));
    fake.event(FakeGroup.fragment(OTHER, 1, 1001, bytes("ab")));
    fake.event(FakeGroup.fragment(OTHER, 3, 1001, bytes("cd")));
    // More, and less, than was announced.
    fake.event(FakeGroup.fragment(OTHER, 1, 3, bytes("ab")));
    fake.event(FakeGroup.fragment(OTHER, 2, 3, bytes("cd")));
    fake.event(FakeGroup.fragment(OTHER, 3, 3, bytes("e")));
    fake.event(FakeGroup.fragment(OTHER, 1, 5, bytes("ab")));
    fake.event(FakeGroup.fragment(OTHER, 3, 5, bytes("cd")));
    // Without a beginning, begun twice, of no known type.
    fake.event(FakeGroup.fragment(OTHER, 2, 4, bytes("ab")));
    fake.event(FakeGroup.fragment(OTHER, 3, 4, bytes("cd")));
    fake.event(FakeGroup.fragment(OTHER, 1, 4, bytes("xx")));
    fake.event(FakeGroup.fragment(OTHER, 4, 4, bytes("ab")));
    fake.event(FakeGroup.fragment(OTHER, 1, 4, bytes("ab")));
    // An empty one belongs to its message.
    fake.event(FakeGroup.fragment(OTHER, 2, 4, bytes("")));
    fake.event(FakeGroup.fragment(OTHER, 3, 4, bytes("cd")));
    fake.event(FakeGroup.deliver(OTHER, bytes("end")));
    assertDelivered(OTHER, "abcd");
    assertDelivered(OTHER, "end");
  }

  /** What is sent behind it waits, since fragments of two messages would be taken for one. */
  @Test
  public void item318_fragmentsAreRepeatedWhenRefusedAndGivenUpWhenInterrupted() {
    group = group("alpha", 4 * 1024 * 1024);
    join();
    var large = group.multicast(Buffer.buffer(new byte[CpgGroup.MAX_FRAGMENT + 1]));
    var small = group.multicast(Buffer.buffer("small"));
    FakeRequest first = nextFragment();
    first.answer(FakeGroup.PARTIAL_ANSWER, CorosyncError.TRY_AGAIN.number());
    FakeRequest again = nextFragment();
    assertArrayEquals(first.bytes(), again.bytes());
    again.answer(FakeGroup.PARTIAL_ANSWER, FakeGroup.OK);
    FakeRequest last = nextFragment();
    assertEquals(56 + 1, last.bytes().length);
    assertTrue(requests.isEmpty());
    last.answer(FakeGroup.PARTIAL_ANSWER, CorosyncError.INTERRUPT.number());
    assertEquals(CorosyncError.INTERRUPT, failure(large).error());
    assertEquals(FakeGroup.MCAST, Waiting.take(requests, "the small message").id());
    Waiting.value(small);
  }

  private FakeRequest nextFragment() {
    FakeRequest fragment = Waiting.take(requests, "a fragment");
    assertEquals(FakeGroup.PARTIAL_MCAST, fragment.id());
    return fragment;
  }
}
