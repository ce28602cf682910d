package dev.qbipc.corosync.cpg;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.FakeRequest;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.fake.WireMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What a member does with what corosync, or another member, may send. */
@RunWith(VertxUnitRunner.class)
public class CpgWireTest {

  private static final CpgAddress SELF = new CpgAddress(1, 4711);
  private static final CpgAddress OTHER = new CpgAddress(2, 17);
  private static final CpgAddress THIRD = new CpgAddress(3, 18);

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<FakeRequest> requests = new LinkedBlockingQueue<>();
  private FakeCorosync fake;
  private CpgGroup group;

  @Before
  public void start() {
    fake = FakeCorosync.start(folder.getRoot().toPath(), "cpg");
    fake.answer(
        request -> {
          if (!FakeGroup.answer(fake, request, SELF)) {
            requests.add(request);
          }
        });
    group = group("alpha");
  }

  private CpgGroup group(String name) {
    return group(name, 1000);
  }

  private CpgGroup group(String name, int maxMessageSize) {
    return Corosync.create(vertx, fake.options())
        .group(name, new CpgOptions().setPid(SELF.pid()).setMaxMessageSize(maxMessageSize))
        .handler(events::add)
        .changeHandler(events::add)
        .ringHandler(events::add)
        .closeHandler(events::add);
  }

  @After
  public void stop() {
    Waiting.value(vertx.close());
    fake.close();
  }

  private void join() {
    Waiting.value(group.join());
    assertEquals(CpgChange.class, nextEvent().getClass());
    assertEquals(CpgRing.class, nextEvent().getClass());
  }

  private Object nextEvent() {
    return Waiting.take(events, "an event");
  }

  private void assertDelivered(CpgAddress sender, String text) {
    assertEquals(new CpgMessage(sender, Buffer.buffer(text)), nextEvent());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static CorosyncException failure(Future<?> future) {
    return assertThrows(CorosyncException.class, () -> Waiting.value(future));
  }

  /** Fails unless the membership ends since corosync's message cannot be understood. */
  private void assertBroken() {
    var reason = (CorosyncException) nextEvent();
    assertEquals(CorosyncError.MESSAGE_ERROR, reason.error());
    assertEquals(Errno.EBADMSG, reason.errno());
    Waiting.until(() -> !group.isOpen(), "the end of the membership");
  }

  /** A refusal in general has another id and no fields. */
  @Test
  public void item304_aHeaderAloneIsARefusalOfAnyRequest() {
    fake.answer(request -> request.answer(0, CorosyncError.INVALID_PARAM.number()));
    var refusal = failure(group.join());
    assertEquals(CorosyncError.INVALID_PARAM, refusal.error());
    assertEquals(0, refusal.errno());
  }

  @Test
  public void item304_errorsThatCorosyncDoesNotHaveAreNoSuccess() {
    fake.answer(request -> request.answer(WireMessage.of(7, 29, 32).u32(24, 1)));
    assertEquals(CorosyncError.MESSAGE_ERROR, failure(group.join()).error());
    fake.answer(request -> request.answer(WireMessage.of(7, 0, 32).u32(24, 1)));
    assertEquals(CorosyncError.MESSAGE_ERROR, failure(group.join()).error());
  }

  @Test
  public void item305_anAnswerThatIsTooShortEndsTheConnection() {
    fake.answer(request -> request.answer(7, FakeGroup.OK));
    var failure = failure(group.join());
    assertEquals(CorosyncError.MESSAGE_ERROR, failure.error());
    assertEquals(Errno.EBADMSG, failure.errno());
    assertFalse(group.isOpen());
    Waiting.value(fake.connections().get(0).closed());
  }

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

  @Test
  public void item306_garbageInErrorsAndPaddingChangesNothing() {
    join();
    fake.event(FakeGroup.deliver(OTHER, bytes("a")).u32(16, -1666687360).u32(164, -1).u32(172, -1));
    fake.event(
        FakeGroup.fragment(OTHER, 1, 2, bytes("b"))
            .u32(16, 5)
            .u32(164, -1)
            .u32(172, -1)
            .u32(180, -1));
    fake.event(FakeGroup.fragment(OTHER, 3, 2, bytes("c")).u32(188, -1).u32(196, -1));
    assertDelivered(OTHER, "a");
    assertDelivered(OTHER, "bc");
  }

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

  @Test
  public void aMessageThatIsTooLargeIsRefusedHere() {
    join();
    var refusal = failure(group.multicast(Buffer.buffer(new byte[1001])));
    assertEquals(CorosyncError.TOO_BIG, refusal.error());
    assertTrue(requests.isEmpty());
  }

  @Test
  public void item322_aJoinThatIsRefusedForTheMomentIsRepeated() {
    var refusals = new AtomicInteger();
    fake.answer(
        request -> {
          if (request.id() == FakeGroup.JOIN && refusals.incrementAndGet() <= 3) {
            request.answer(FakeGroup.JOIN, CorosyncError.TRY_AGAIN.number());
          } else {
            FakeGroup.answer(fake, request, SELF);
          }
        });
    join();
    assertEquals(4, refusals.get());
  }

  /** Busy as long as corosync has not announced the join. */
  @Test
  public void aLeaveThatComesTooSoonIsRepeated() {
    join();
    var refusals = new AtomicInteger();
    fake.answer(
        request -> {
          if (request.id() == FakeGroup.LEAVE && refusals.incrementAndGet() <= 3) {
            request.answer(FakeGroup.LEAVE, CorosyncError.BUSY.number());
          } else {
            FakeGroup.answer(fake, request, SELF);
          }
        });
    Waiting.value(group.leave());
    assertEquals(4, refusals.get());
    Waiting.value(fake.connections().get(0).closed());
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

  @Test
  public void item320_namesThatCorosyncDoesNotHandleRightAreRefused() {
    for (String name : List.of("", "a\0b")) {
      var refusal = assertThrows(CorosyncException.class, () -> group(name));
      assertEquals(CorosyncError.INVALID_PARAM, refusal.error());
    }
    for (String name : List.of("n".repeat(129), "ü".repeat(65))) {
      var refusal = assertThrows(CorosyncException.class, () -> group(name));
      assertEquals(CorosyncError.NAME_TOO_LONG, refusal.error());
    }
    group("n".repeat(128));
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
}
