package dev.qbipc.corosync.quorum;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.RingId;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.Recording;
import dev.qbipc.corosync.fake.Replay;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.ArrayList;
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

/** The quorum by what libquorum and corosync 3.1.7 said to each other. */
@RunWith(VertxUnitRunner.class)
public class QuorumRecordedTest {

  private static final RingId RING = new RingId(1, 5);
  private static final QuorumState ALONE = new QuorumState(true, RING, List.of(1));
  private static final QuorumNodes NODES = new QuorumNodes(RING, List.of(1), List.of(), List.of());

  /** Connections of the recordings of two nodes. */
  private static final int MODEL_0 = 2;

  private static final int MODEL_1 = 3;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Recording recording = Recording.of("30-corosync-quorum.txt");
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private FakeCorosync fake;
  private Replay replay;

  @Before
  public void start() {
    fake = FakeCorosync.start(folder.getRoot().toPath(), "quorum");
  }

  @After
  public void stop() {
    Waiting.value(vertx.close());
    fake.close();
  }

  /** Behind the flags of TRACKSTART and the model of MODEL_GETTYPE. */
  private static boolean isPadding(int id, int offset) {
    return (id == FakeQuorum.TRACKSTART || id == FakeQuorum.MODEL_GETTYPE) && offset >= 20;
  }

  private Quorum connect() {
    return Waiting.value(Corosync.create(vertx, fake.options()).quorum())
        .handler(events::add)
        .nodesHandler(events::add);
  }

  /** Connects to a corosync that knows model 1. */
  private Quorum model1(List<Recording.Message> messages) {
    replay = new Replay(fake, QuorumRecordedTest::isPadding).expect(messages);
    return connect();
  }

  /** Connects to a corosync that does not. */
  private Quorum model0(List<Recording.Message> messages) {
    fake.answer(
        request -> {
          assertEquals(FakeQuorum.MODEL_GETTYPE, request.id());
          replay = new Replay(fake, QuorumRecordedTest::isPadding).expect(messages);
          FakeQuorum.answerAsOld(request);
        });
    return connect();
  }

  private Quorum model0() {
    return model0(recording.messages("quorum connect, model v0"));
  }

  private void assertTold(Object... expected) {
    for (Object each : expected) {
      assertEquals(each, Waiting.take(events, "an event"));
    }
  }

  /** Items 336 and 353. */
  @Test
  public void item353_connectingAndTracking() {
    Quorum quorum = model1(recording.messages("quorum connect, model v1"));
    assertEquals(QuorumType.SET, quorum.type());
    replay.expect(recording.messages("quorum v1 trackstart CHANGES"));
    Waiting.value(quorum.track());
    replay.assertPlayed();
    assertTold(NODES, ALONE);
  }

  /** Items 338 and 353. */
  @Test
  public void item353_connectingWithoutModels() {
    Quorum quorum = model0();
    replay.assertPlayed();
    assertEquals(QuorumType.SET, quorum.type());
  }

  @Test
  public void item353_quorate() {
    Quorum quorum = model0();
    replay.expect(recording.messages("quorum getquorate"));
    assertTrue(Waiting.value(quorum.quorate()));
    replay.assertPlayed();
  }

  /** Items 336 and 353. */
  @Test
  public void item353_trackingTwice() {
    Quorum quorum = model0();
    replay.expect(recording.messages("quorum trackstop without trackstart"));
    Waiting.value(quorum.stopTracking());
    replay.expect(recording.messages("quorum v0 trackstart CHANGES"));
    Waiting.value(quorum.track());
    assertTold(NODES, ALONE);
    replay.expect(recording.messages("quorum v0 trackstart again"));
    assertEquals(ALONE, Waiting.value(quorum.current()));
    assertTold(NODES, ALONE);
    replay.expect(recording.messages("quorum trackstop", 2));
    Waiting.value(quorum.stopTracking());
    replay.assertPlayed();
  }

  /** The one that is asked for is nobody else's affair. */
  @Test
  public void item353_theCurrentState() {
    Quorum quorum = model0();
    replay.expect(recording.messages("quorum trackstart CURRENT"));
    assertEquals(ALONE, Waiting.value(quorum.current()));
    replay.expect(recording.messages("quorum trackstart CHANGES_ONLY"));
    Waiting.value(quorum.trackChanges());
    replay.assertPlayed();
    assertTrue(events.isEmpty());
  }

  /** Items 337 and 353: as node 1 saw node 2 start, be cut off, come back, die, and end. */
  @Test
  public void item353_aClusterOfTwoNodes() {
    Recording cluster = Recording.of("30-corosync-two-nodes-n1.txt");
    List<Integer> one = List.of(1);
    List<Integer> both = List.of(1, 2);
    List<Integer> none = List.of();
    List<Integer> two = List.of(2);
    List<Object> expected = new ArrayList<>();
    ring(expected, 5, false, one, none, none);
    ring(expected, 9, true, both, two, none);
    ring(expected, 13, false, one, none, two);
    ring(expected, 17, true, both, two, none);
    ring(expected, 21, false, one, none, two);
    ring(expected, 26, true, both, two, none);
    ring(expected, 30, false, one, none, two);
    tracked(model1(cluster.messages(MODEL_1)), expected);
  }

  private static void ring(
      List<Object> expected,
      long sequence,
      boolean quorate,
      List<Integer> members,
      List<Integer> joined,
      List<Integer> left) {
    var ring = new RingId(1, sequence);
    expected.add(new QuorumNodes(ring, members, joined, left));
    expected.add(new QuorumState(quorate, ring, members));
  }

  private void tracked(Quorum quorum, List<Object> expected) {
    Waiting.value(quorum.track());
    replay.assertPlayed();
    assertTold(expected.toArray());
  }

  /** Items 337 and 353: five watchers, each with a connection of either model. */
  @Test
  public void item353_bothModelsTellTheSame() {
    for (String watcher : List.of("n1", "n2", "n2b", "n2c", "n2d")) {
      Recording cluster = Recording.of("30-corosync-two-nodes-" + watcher + ".txt");
      List<Recording.Message> newer = cluster.messages(MODEL_1);
      long count = newer.stream().filter(each -> each.kind() == Recording.Kind.EVENT).count();
      Waiting.value(model1(newer).track());
      List<Object> told = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        told.add(Waiting.take(events, "an event"));
      }
      replay.assertPlayed();
      tracked(model0(cluster.messages(MODEL_0)), told);
      assertTrue(events.isEmpty());
    }
  }

  /** A second TRACKSTART is refused, and corosync sends the state all the same. */
  @Test
  public void item336_trackingTwiceIsRefused() {
    Quorum quorum = model0();
    // It asks with other flags than the recorded program, and is answered in the same way.
    fake.answer(request -> request.answer(request.id(), CorosyncError.EXIST.number()));
    var refusal = assertThrows(CorosyncException.class, () -> Waiting.value(quorum.track()));
    assertEquals(CorosyncError.EXIST, refusal.error());
    assertEquals(
        "corosync's service quorum, tracking: it exists already (CS_ERR_EXIST, 14)",
        refusal.getMessage());
  }
}
