package dev.qbipc.corosync.quorum;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.RingId;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.FakeRequest;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.fake.WireMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What becomes of what corosync's service quorum may send. */
@RunWith(VertxUnitRunner.class)
public class QuorumWireTest {

  private static final int[] NOBODY = {};

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<CorosyncException> ends = new LinkedBlockingQueue<>();
  private final BlockingQueue<FakeRequest> tracks = new LinkedBlockingQueue<>();
  private FakeCorosync fake;

  @Before
  public void start() {
    fake = FakeCorosync.start(folder.getRoot().toPath(), "quorum").answer(FakeQuorum::answer);
  }

  @After
  public void stop() {
    Waiting.value(vertx.close());
    fake.close();
  }

  private Future<Quorum> connecting() {
    return Corosync.create(vertx, fake.options()).quorum();
  }

  private Quorum connect() {
    return Waiting.value(connecting())
        .handler(events::add)
        .nodesHandler(events::add)
        .closeHandler(ends::add);
  }

  private Quorum track() {
    Quorum quorum = connect();
    Waiting.value(quorum.track());
    return quorum;
  }

  private Object nextEvent() {
    return Waiting.take(events, "an event");
  }

  private static QuorumState state(boolean quorate, long sequence, Integer... nodeIds) {
    return new QuorumState(quorate, new RingId(1, sequence), List.of(nodeIds));
  }

  private static CorosyncException failure(Future<?> future) {
    return assertThrows(CorosyncException.class, () -> Waiting.value(future));
  }

  private void assertBroken(Quorum quorum) {
    var end = Waiting.take(ends, "the end");
    assertEquals(CorosyncError.MESSAGE_ERROR, end.error());
    assertEquals(Errno.EBADMSG, end.errno());
    Waiting.until(() -> !quorum.isOpen(), "the end of the connection");
  }

  @Test
  public void aNodeWithoutAProviderIsFree() {
    fake.answer(request -> request.answer(WireMessage.of(5, FakeQuorum.OK, 32).u32(24, 0)));
    assertEquals(QuorumType.FREE, connect().type());
  }

  /** A refusal in general has another id and no fields. */
  @Test
  public void item304_aHeaderAloneIsARefusalOfAnyRequest() {
    Quorum quorum = connect();
    fake.answer(request -> request.answer(0, CorosyncError.TRY_AGAIN.number()));
    for (Future<?> asked :
        List.of(quorum.quorate(), quorum.current(), quorum.track(), quorum.stopTracking())) {
      var refusal = failure(asked);
      assertEquals(CorosyncError.TRY_AGAIN, refusal.error());
      assertEquals(0, refusal.errno());
    }
    assertTrue(quorum.isOpen());
  }

  @Test
  public void item304_aRefusalToSayTheTypeEndsTheConnection() {
    fake.answer(request -> request.answer(0, CorosyncError.TRY_AGAIN.number()));
    assertEquals(CorosyncError.TRY_AGAIN, failure(connecting()).error());
    Waiting.value(fake.connections().get(0).closed());
  }

  @Test
  public void item305_anAnswerThatIsTooShortEndsTheConnection() {
    Quorum quorum = connect();
    fake.answer(request -> request.answer(0, FakeQuorum.OK));
    assertEquals(CorosyncError.MESSAGE_ERROR, failure(quorum.quorate()).error());
    assertBroken(quorum);
  }

  @Test
  public void item305_moreNodesThanAnEventHasRoomForEndTheConnection() {
    for (int count : new int[] {3, 1000, 0x4000_0001, -1}) {
      assertBroken(FakeQuorum.state(1, 5, 1).u32(48, count));
      assertBroken(FakeQuorum.model0(1, 5, 1).u32(40, count));
      for (int field : new int[] {40, 48, 56}) {
        assertBroken(FakeQuorum.nodes(5, new int[] {1}, NOBODY, NOBODY).u32(field, count));
      }
    }
    for (int id : new int[] {3, 6, 7}) {
      assertBroken(WireMessage.header(id, FakeQuorum.OK));
    }
    assertTrue(events.isEmpty());
  }

  private void assertBroken(WireMessage event) {
    Quorum quorum = track();
    fake.event(event);
    assertBroken(quorum);
  }

  @Test
  public void item306_garbageInErrorsAndPaddingChangesNothing() {
    track();
    fake.event(
        FakeQuorum.nodes(9, new int[] {1, 2}, new int[] {2}, new int[] {3})
            .u32(16, -1)
            .u32(20, -1)
            .u32(28, -1)
            .u32(44, -1)
            .u32(52, -1)
            .u32(76, -1));
    fake.event(FakeQuorum.state(1, 9, 1, 2).u32(16, -1).u32(28, -1).u32(36, -1).u32(60, -1));
    fake.event(FakeQuorum.model0(1, 9, 1, 2).u32(16, -1).u32(28, -1).u32(52, -1));
    assertEquals(
        new QuorumNodes(new RingId(1, 9), List.of(1, 2), List.of(2), List.of(3)), nextEvent());
    assertEquals(state(true, 9, 1, 2), nextEvent());
    assertEquals(
        new QuorumNodes(new RingId(1, 9), List.of(1, 2), List.of(), List.of()), nextEvent());
    assertEquals(state(true, 9, 1, 2), nextEvent());
  }

  @Test
  public void item307_theFirstEventsMayComeBeforeTheAnswer() {
    Quorum quorum = connect();
    fake.answer(
        request -> {
          FakeQuorum.sendState(fake, 5);
          tracks.add(request);
        });
    var tracking = quorum.track();
    FakeRequest track = Waiting.take(tracks, "the request");
    assertEquals(QuorumNodes.class, nextEvent().getClass());
    assertEquals(state(true, 5, 1), nextEvent());
    assertFalse(tracking.isComplete());
    track.answer(FakeQuorum.TRACKSTART, FakeQuorum.OK);
    Waiting.value(tracking);
  }

  @Test
  public void item307_theFirstEventsMayComeAfterTheAnswer() {
    track();
    FakeQuorum.sendState(fake, 5);
    assertEquals(QuorumNodes.class, nextEvent().getClass());
    assertEquals(state(true, 5, 1), nextEvent());
  }

  @Test
  public void item307_theStateThatIsAskedForMayComeBeforeTheAnswerOrAfterIt() {
    Quorum quorum = connect();
    fake.answer(tracks::add);
    var first = quorum.current();
    FakeRequest asked = Waiting.take(tracks, "the request");
    FakeQuorum.sendState(fake, 5);
    assertEquals(state(true, 5, 1), Waiting.value(first));
    asked.answer(FakeQuorum.TRACKSTART, FakeQuorum.OK);
    var second = quorum.current();
    Waiting.take(tracks, "the request").answer(FakeQuorum.TRACKSTART, FakeQuorum.OK);
    // Answered: there is nothing left that it would be waiting for but the event.
    fake.answer(FakeQuorum::answer);
    Waiting.value(quorum.quorate());
    assertFalse(second.isComplete());
    FakeQuorum.sendState(fake, 9);
    assertEquals(state(true, 9, 1), Waiting.value(second));
    assertTrue(events.isEmpty());
  }

  @Test
  public void statesThatAreAskedForAtOnceComeInOrder() {
    Quorum quorum = connect();
    fake.answer(
        request -> {
          request.answer(FakeQuorum.TRACKSTART, FakeQuorum.OK);
          tracks.add(request);
        });
    var first = quorum.current();
    var second = quorum.current();
    Waiting.take(tracks, "a request");
    Waiting.take(tracks, "a request");
    FakeQuorum.sendState(fake, 5);
    FakeQuorum.sendState(fake, 9);
    assertEquals(state(true, 5, 1), Waiting.value(first));
    assertEquals(state(true, 9, 1), Waiting.value(second));
  }

  @Test
  public void item303_aStateThatDoesNotComeInTimeEndsTheConnection() {
    var options = fake.options().setRequestTimeout(Duration.ofMillis(300));
    Quorum quorum = Waiting.value(Corosync.create(vertx, options).quorum()).closeHandler(ends::add);
    var failure = failure(quorum.current());
    assertEquals(CorosyncError.TIMEOUT, failure.error());
    assertEquals(Errno.ETIMEDOUT, failure.errno());
    assertEquals(Errno.ETIMEDOUT, Waiting.take(ends, "the end").errno());
    assertFalse(quorum.isOpen());
  }

  @Test
  public void item310_whenCorosyncGoesWhoWaitsForAStateIsTold() {
    Quorum quorum = connect();
    fake.answer(
        request -> {
          request.answer(FakeQuorum.TRACKSTART, FakeQuorum.OK);
          tracks.add(request);
        });
    var asked = quorum.current();
    Waiting.take(tracks, "the request");
    fake.close();
    assertEquals(Errno.ENOTCONN, failure(asked).errno());
    assertEquals(Errno.ENOTCONN, Waiting.take(ends, "the end").errno());
    assertEquals(Errno.ENOTCONN, failure(quorum.current()).errno());
    assertTrue(ends.isEmpty());
  }

  @Test
  public void item308_aHandlerMayAskAndClose() {
    Quorum quorum = track();
    quorum.handler(
        state ->
            quorum
                .quorate()
                .onSuccess(events::add)
                .compose(quorate -> quorum.close())
                .onSuccess(closed -> events.add("closed")));
    fake.event(FakeQuorum.state(0, 5, 1));
    assertEquals(true, nextEvent());
    assertEquals("closed", nextEvent());
    assertEquals(Errno.ENOTCONN, Waiting.take(ends, "the end").errno());
  }

  @Test
  public void item334_unknownEventsAreSkipped() {
    track();
    fake.event(WireMessage.header(99, FakeQuorum.OK));
    fake.event(FakeQuorum.state(0, 13, 1));
    assertEquals(state(false, 13, 1), nextEvent());
  }

  @Test
  public void item338_withoutModelsTheNodesAreConcluded() {
    fake.answer(FakeQuorum::answerAsOld);
    track();
    fake.event(FakeQuorum.model0(0, 5, 7));
    fake.event(FakeQuorum.model0(1, 9, 7, -1, 3));
    var alone = new RingId(7, 5);
    var three = new RingId(3, 9);
    assertEquals(new QuorumNodes(alone, List.of(7), List.of(), List.of()), nextEvent());
    assertEquals(new QuorumState(false, alone, List.of(7)), nextEvent());
    assertEquals(new QuorumNodes(three, List.of(7, -1, 3), List.of(-1, 3), List.of()), nextEvent());
    assertEquals(new QuorumState(true, three, List.of(7, -1, 3)), nextEvent());
  }

  @Test
  public void afterTheEndOfTrackingTheHandlersAreNotCalled() {
    Quorum quorum = track();
    Waiting.value(quorum.stopTracking());
    fake.answer(tracks::add);
    // Whoever asks is told, so that it is known when the event has been read.
    var asked = quorum.current();
    FakeRequest request = Waiting.take(tracks, "the request");
    FakeQuorum.sendState(fake, 5);
    assertEquals(state(true, 5, 1), Waiting.value(asked));
    request.answer(FakeQuorum.TRACKSTART, FakeQuorum.OK);
    fake.answer(FakeQuorum::answer);
    Waiting.value(quorum.track());
    fake.event(FakeQuorum.state(1, 9, 1));
    assertEquals(state(true, 9, 1), nextEvent());
  }
}
