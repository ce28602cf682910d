package dev.qbipc.corosync.cpg;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.fake.FakeRequest;
import dev.qbipc.corosync.fake.Waiting;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.Test;

/** What may be done in a group, and before and after one is in it. */
public class CpgMembershipTest extends FakeGroupTest {

  @Test
  public void item320_namesThatCorosyncDoesNotHandleRightAreRefused() {
    for (String name : List.of("", "a\0b", "\0", "a\0\0")) {
      var refusal = assertThrows(CorosyncException.class, () -> group(name));
      assertEquals(CorosyncError.INVALID_PARAM, refusal.error());
    }
    for (String name : List.of("n".repeat(129), "ü".repeat(65))) {
      var refusal = assertThrows(CorosyncException.class, () -> group(name));
      assertEquals(CorosyncError.NAME_TOO_LONG, refusal.error());
    }
    group("n".repeat(128));
    group("n".repeat(127) + '\0');
    group("ü".repeat(64));
  }

  /** Corosync would be silent. */
  @Test
  public void item323_messagesOutsideOfAMembershipFailHere() {
    assertEquals(CorosyncError.NOT_EXIST, failure(group.multicast(Buffer.buffer("early"))).error());
    join();
    Waiting.value(group.leave());
    assertEquals(CorosyncError.NOT_EXIST, failure(group.multicast(Buffer.buffer("late"))).error());
    assertTrue(requests.isEmpty());
  }

  @Test
  public void aMessageThatIsTooLargeIsRefusedHere() {
    join();
    var refusal = failure(group.multicast(Buffer.buffer(new byte[1001])));
    assertEquals(CorosyncError.TOO_BIG, refusal.error());
    assertTrue(requests.isEmpty());
  }

  /** Events and responses have no order between them. */
  @Test
  public void whoHasEnteredMaySendThoughTheJoinIsNotAnsweredYet() {
    var joins = new LinkedBlockingQueue<FakeRequest>();
    fake.answer(
        request -> {
          if (request.id() == FakeGroup.JOIN) {
            fake.eventNow(
                FakeGroup.change(
                    List.of(SELF), List.of(new CpgMovement(SELF, CpgReason.JOIN)), List.of()));
            joins.add(request);
          } else if (!FakeGroup.answer(fake, request, SELF)) {
            requests.add(request);
          }
        });
    group.changeHandler(change -> group.multicast(Buffer.buffer("at once")));
    var joined = group.join();
    FakeRequest join = Waiting.take(joins, "the join");
    join.answer(FakeGroup.JOIN, FakeGroup.OK);
    assertEquals(FakeGroup.MCAST, Waiting.take(requests, "the message").id());
    Waiting.value(joined);
  }

  /** The application's own failure must not keep it in the group. */
  @Test
  public void aChangeHandlerThatThrowsDoesNotHoldUpTheLeave() {
    join();
    group.changeHandler(
        change -> {
          throw new IllegalStateException("the application's");
        });
    Waiting.value(group.leave());
  }

  /** The end is told behind all events that came before it. */
  @Test
  public void whoHasLeftOrClosedMayJoinAtOnce() {
    fake.answer(
        request -> {
          FakeGroup.answer(fake, request, SELF);
          for (int i = 0; i < 300 && request.id() == FakeGroup.LEAVE; i++) {
            fake.eventNow(FakeGroup.deliver(OTHER, new byte[1000]));
          }
        });
    for (int round = 0; round < 100; round++) {
      Waiting.value(group.join());
      Waiting.value(round % 2 == 0 ? group.leave() : group.close());
    }
  }

  /** The end is told after the pause, but leaving does not wait for that. */
  @Test
  public void aPausedGroupIsLeftAllTheSame() {
    join();
    group.pause();
    Waiting.value(group.leave());
    group.resume();
    Waiting.until(() -> !group.isOpen(), "the end");
  }

  /** Even if the pause begins when the leave is under way, whose change it holds back. */
  @Test
  public void aPauseThatBeginsWhileLeavingDoesNotHoldUpTheLeave() {
    var leaves = new LinkedBlockingQueue<FakeRequest>();
    fake.answer(
        request -> {
          if (request.id() == FakeGroup.LEAVE) {
            leaves.add(request);
          } else {
            FakeGroup.answer(fake, request, SELF);
          }
        });
    var patient = fake.options().setRequestTimeout(Duration.ofHours(1));
    group = Corosync.create(vertx, patient).group("alpha", new CpgOptions().setPid(SELF.pid()));
    Waiting.value(group.join());
    var left = group.leave();
    FakeRequest leave = Waiting.take(leaves, "the leave");
    leave.answer(FakeGroup.LEAVE, FakeGroup.OK);
    group.pause();
    Waiting.value(left);
    group.resume();
    Waiting.until(() -> !group.isOpen(), "the end");
  }
}
