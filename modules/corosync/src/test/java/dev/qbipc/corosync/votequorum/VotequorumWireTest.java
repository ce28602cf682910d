package dev.qbipc.corosync.votequorum;

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
import dev.qbipc.corosync.quorum.FakeQuorum;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What becomes of what corosync's service votequorum may send. */
@RunWith(VertxUnitRunner.class)
public class VotequorumWireTest {

  private static final long CONTEXT = 0x8877_6655_4433_2211L;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<CorosyncException> ends = new LinkedBlockingQueue<>();
  private final BlockingQueue<FakeRequest> requests = new LinkedBlockingQueue<>();
  private FakeCorosync quorum;
  private FakeCorosync fake;

  @Before
  public void start() {
    Path directory = folder.getRoot().toPath();
    quorum = FakeCorosync.start(directory, "quorum").answer(FakeQuorum::answer);
    fake = FakeCorosync.start(directory, "votequorum").answer(FakeVotequorum::answer);
  }

  @After
  public void stop() {
    Waiting.value(vertx.close());
    fake.close();
    quorum.close();
  }

  private Future<Votequorum> connecting() {
    return Corosync.create(vertx, fake.options()).votequorum();
  }

  private Votequorum connect() {
    return Waiting.value(connecting())
        .handler(events::add)
        .nodesHandler(events::add)
        .expectedVotesHandler(events::add)
        .closeHandler(ends::add);
  }

  private Votequorum track() {
    Votequorum votequorum = connect();
    Waiting.value(votequorum.track(CONTEXT));
    return votequorum;
  }

  private Object nextEvent() {
    return Waiting.take(events, "an event");
  }

  private static CorosyncException failure(Future<?> future) {
    return assertThrows(CorosyncException.class, () -> Waiting.value(future));
  }

  private void assertBroken(Votequorum votequorum) {
    var end = Waiting.take(ends, "the end");
    assertEquals(CorosyncError.MESSAGE_ERROR, end.error());
    assertEquals(Errno.EBADMSG, end.errno());
    Waiting.until(() -> !votequorum.isOpen(), "the end of the connection");
  }

  private static VotequorumState state(boolean quorate, VotequorumNode... nodes) {
    return new VotequorumState(CONTEXT, quorate, List.of(nodes));
  }

  private static VotequorumNode node(int nodeId, VotequorumNodeState state) {
    return new VotequorumNode(nodeId, state);
  }

  /** The service has no socket then, as if corosync did not run. */
  @Test
  public void item341_aNodeWithoutVotequorumSaysSoAtOnce() {
    fake.close();
    quorum.answer(request -> request.answer(WireMessage.of(5, FakeVotequorum.OK, 32).u32(24, 0)));
    var refusal = failure(connecting());
    assertEquals(CorosyncError.NOT_SUPPORTED, refusal.error());
    assertEquals(0, refusal.errno());
    assertEquals(
        "corosync's service votequorum is not configured, for corosync.conf has no quorum {"
            + " provider: corosync_votequorum }: not supported (CS_ERR_NOT_SUPPORTED, 19)",
        refusal.getMessage());
    Waiting.value(quorum.connections().get(0).closed());
  }

  @Test
  public void theConnectionThatAsksForTheProviderIsClosed() {
    connect();
    Waiting.value(quorum.connections().get(0).closed());
    assertEquals(1, quorum.connections().size());
  }

  @Test
  public void item304_aHeaderAloneIsARefusalOfAnyRequest() {
    Votequorum votequorum = connect();
    fake.answer(request -> request.answer(0, CorosyncError.TRY_AGAIN.number()));
    for (Future<?> asked :
        List.of(
            votequorum.info(),
            votequorum.info(2),
            votequorum.setExpectedVotes(2),
            votequorum.setVotes(2, 2),
            votequorum.current(),
            votequorum.track(),
            votequorum.stopTracking())) {
      var refusal = failure(asked);
      assertEquals(CorosyncError.TRY_AGAIN, refusal.error());
      assertEquals(0, refusal.errno());
    }
    assertTrue(votequorum.isOpen());
  }

  @Test
  public void item305_anAnswerThatIsTooShortEndsTheConnection() {
    for (int size : new int[] {24, 60, 314}) {
      Votequorum votequorum = connect();
      fake.answer(request -> request.answer(WireMessage.of(1, FakeVotequorum.OK, size)));
      assertEquals(CorosyncError.MESSAGE_ERROR, failure(votequorum.info()).error());
      assertBroken(votequorum);
    }
  }

  @Test
  public void item305_moreNodesThanAnEventHasRoomForEndTheConnection() {
    for (int count : new int[] {2, 1000, 0x2000_0001, 0x4000_0001, -1}) {
      assertBroken(FakeVotequorum.state(CONTEXT, 1, 1, 1).u32(40, count));
      assertBroken(FakeVotequorum.nodes(CONTEXT, 5, 1).u32(48, count));
    }
    for (int id : new int[] {3, 4, 5}) {
      assertBroken(WireMessage.header(id, FakeVotequorum.OK));
    }
    assertTrue(events.isEmpty());
  }

  private void assertBroken(WireMessage event) {
    Votequorum votequorum = track();
    fake.event(event);
    assertBroken(votequorum);
  }

  @Test
  public void item306_garbageInErrorsAndPaddingChangesNothing() {
    Votequorum votequorum = track();
    fake.event(
        FakeVotequorum.nodes(CONTEXT, 9, 1, 2).u32(16, -1).u32(20, -1).u32(36, -1).u32(52, -1));
    fake.event(FakeVotequorum.state(CONTEXT, 1, 2, 2, 1, 1).u32(16, -1).u32(28, -1).u32(44, -1));
    fake.event(FakeVotequorum.expected(CONTEXT, 3).u32(16, -1).u32(36, -1));
    assertEquals(new VotequorumNodes(CONTEXT, new RingId(1, 9), List.of(1, 2)), nextEvent());
    assertEquals(
        state(true, node(2, VotequorumNodeState.DEAD), node(1, VotequorumNodeState.MEMBER)),
        nextEvent());
    assertEquals(new VotequorumExpectedVotes(CONTEXT, 3), nextEvent());
    fake.answer(
        request ->
            request.answer(
                WireMessage.of(1, FakeVotequorum.OK, 320).u32(20, -1).put(315, new byte[] {1})));
    assertEquals("", Waiting.value(votequorum.info()).deviceName());
  }

  @Test
  public void item339_allFieldsOfAnInfo() {
    Votequorum votequorum = connect();
    byte[] name = "Qdevice".getBytes(StandardCharsets.US_ASCII);
    fake.answer(
        request ->
            request.answer(
                WireMessage.of(1, FakeVotequorum.OK, 320)
                    .u32(24, -2)
                    .u32(28, 3)
                    .u32(32, 4)
                    .u32(36, 5)
                    .u32(40, 6)
                    .u32(44, 7)
                    .u32(48, 8)
                    .u32(52, 0x8000_0000 | 512 | 64 | 1)
                    .u32(56, 9)
                    .put(60, name)
                    .put(60 + name.length + 1, name)));
    assertEquals(
        new VotequorumInfo(
            -2,
            VotequorumNodeState.LEAVING,
            4,
            5,
            6,
            7,
            8,
            Set.of(
                VotequorumFlag.QDEVICE_MASTER_WINS,
                VotequorumFlag.QDEVICE_REGISTERED,
                VotequorumFlag.TWO_NODE),
            9,
            "Qdevice"),
        Waiting.value(votequorum.info(-2)));
  }

  @Test
  public void item339_everyFlagHasABit() {
    assertEquals(EnumSet.allOf(VotequorumFlag.class), VotequorumFlag.of(-1));
    assertEquals(EnumSet.noneOf(VotequorumFlag.class), VotequorumFlag.of(0x8000_0800));
    int bit = 1;
    for (VotequorumFlag flag : VotequorumFlag.values()) {
      assertEquals(bit, flag.number());
      assertEquals(EnumSet.of(flag), VotequorumFlag.of(bit));
      bit <<= 1;
    }
  }

  /** A name may fill its field. */
  @Test
  public void item339_aDevicesNameWithoutAnEnd() {
    Votequorum votequorum = connect();
    byte[] name = "n".repeat(255).getBytes(StandardCharsets.US_ASCII);
    fake.answer(request -> request.answer(WireMessage.of(1, FakeVotequorum.OK, 320).put(60, name)));
    assertEquals("n".repeat(255), Waiting.value(votequorum.info()).deviceName());
  }

  @Test
  public void item339_aStateThatCorosyncDoesNotHaveIsUnknown() {
    track();
    fake.event(FakeVotequorum.state(CONTEXT, 0, 0, 4, 7, 3));
    assertEquals(
        state(false, node(0, VotequorumNodeState.UNKNOWN), node(7, VotequorumNodeState.LEAVING)),
        nextEvent());
  }

  @Test
  public void item307_theFirstEventsMayComeBeforeTheAnswer() {
    Votequorum votequorum = connect();
    fake.answer(
        request -> {
          fake.eventNow(FakeVotequorum.nodes(CONTEXT, 5, 1));
          requests.add(request);
        });
    var tracking = votequorum.track(CONTEXT);
    FakeRequest track = Waiting.take(requests, "the request");
    assertEquals(CONTEXT, FakeVotequorum.context(track));
    assertEquals(new VotequorumNodes(CONTEXT, new RingId(1, 5), List.of(1)), nextEvent());
    assertFalse(tracking.isComplete());
    track.answer(FakeVotequorum.ANSWER, FakeVotequorum.OK);
    Waiting.value(tracking);
  }

  /** Before the answer, which is a refusal as corosync gives it to one that is tracking. */
  @Test
  public void item340_theStateThatIsAskedForIsToldFromThoseOfTheTracking() {
    Votequorum votequorum = track();
    fake.answer(requests::add);
    var asked = votequorum.current();
    FakeRequest request = Waiting.take(requests, "the request");
    long own = FakeVotequorum.context(request);
    fake.event(FakeVotequorum.state(CONTEXT, 0, 1, 1));
    fake.event(FakeVotequorum.nodes(own, 9, 1, 2));
    fake.event(FakeVotequorum.state(own, 1, 2, 1, 1, 1));
    request.answer(FakeVotequorum.ANSWER, CorosyncError.EXIST.number());
    assertEquals(
        new VotequorumState(
            0,
            true,
            List.of(node(2, VotequorumNodeState.MEMBER), node(1, VotequorumNodeState.MEMBER))),
        Waiting.value(asked));
    assertEquals(state(false, node(1, VotequorumNodeState.MEMBER)), nextEvent());
    assertTrue(events.isEmpty());
  }

  /** Corosync would take it for the votes of a quorum device, and count them. */
  @Test
  public void votesOfNode0AreRefusedHere() {
    Votequorum votequorum = connect();
    fake.answer(requests::add);
    var refusal = failure(votequorum.setVotes(0, 1));
    assertEquals(CorosyncError.INVALID_PARAM, refusal.error());
    assertEquals(
        "setting votes of node 0 to 1, which means a quorum device: an invalid parameter"
            + " (CS_ERR_INVALID_PARAM, 7)",
        refusal.getMessage());
    assertTrue(requests.isEmpty());
  }

  /** Corosync would count them in 32 bits, and be quorate with none. */
  @Test
  public void tooManyVotesAreRefusedHere() {
    Votequorum votequorum = connect();
    fake.answer(requests::add);
    for (int votes : new int[] {-1, Votequorum.MAX_VOTES + 1, Integer.MAX_VALUE}) {
      var refusal = failure(votequorum.setVotes(1, votes));
      assertEquals(CorosyncError.INVALID_PARAM, refusal.error());
      refusal = failure(votequorum.setExpectedVotes(votes));
      assertEquals(CorosyncError.INVALID_PARAM, refusal.error());
    }
    assertTrue(requests.isEmpty());
  }

  @Test
  public void item334_unknownEventsAreSkipped() {
    track();
    fake.event(WireMessage.header(7, FakeVotequorum.OK));
    fake.event(FakeVotequorum.expected(CONTEXT, 5));
    assertEquals(new VotequorumExpectedVotes(CONTEXT, 5), nextEvent());
  }

  @Test
  public void item310_whenCorosyncGoesWhoWaitsForAStateIsTold() {
    Votequorum votequorum = connect();
    fake.answer(
        request -> {
          request.answer(FakeVotequorum.ANSWER, FakeVotequorum.OK);
          requests.add(request);
        });
    var asked = votequorum.current();
    Waiting.take(requests, "the request");
    fake.close();
    assertEquals(Errno.ENOTCONN, failure(asked).errno());
    assertEquals(Errno.ENOTCONN, Waiting.take(ends, "the end").errno());
    assertEquals(Errno.ENOTCONN, failure(votequorum.info()).errno());
  }

  @Test
  public void afterTheEndOfTrackingTheHandlersAreNotCalled() {
    Votequorum votequorum = track();
    Waiting.value(votequorum.stopTracking());
    fake.answer(requests::add);
    // Whoever asks is told, so that it is known when the events before have been read.
    var asked = votequorum.current();
    FakeRequest request = Waiting.take(requests, "the request");
    fake.event(FakeVotequorum.nodes(CONTEXT, 9, 1));
    fake.event(FakeVotequorum.state(CONTEXT, 0, 1, 1));
    fake.event(FakeVotequorum.expected(CONTEXT, 5));
    fake.event(FakeVotequorum.state(FakeVotequorum.context(request), 1, 1, 1));
    assertTrue(Waiting.value(asked).quorate());
    assertTrue(events.isEmpty());
    request.answer(FakeVotequorum.ANSWER, FakeVotequorum.OK);
  }
}
