package dev.qbipc.corosync.votequorum;

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
import dev.qbipc.corosync.quorum.FakeQuorum;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Votequorum by what libvotequorum and corosync 3.1.7 said to each other. */
@RunWith(VertxUnitRunner.class)
public class VotequorumRecordedTest {

  private static final long CONTEXT = 0x1122_3344_5566_7788L;
  private static final long CLUSTER_CONTEXT = 5;

  /** Of the states that this library asks for. */
  private static final long ASKED = 0x7162_6970_2d61_736bL;

  /** The connection of the recordings of two nodes. */
  private static final int CONNECTION = 4;

  private static final VotequorumNode ONE = new VotequorumNode(1, VotequorumNodeState.MEMBER);
  private static final VotequorumNode TWO = new VotequorumNode(2, VotequorumNodeState.MEMBER);
  private static final VotequorumNode TWO_DEAD = new VotequorumNode(2, VotequorumNodeState.DEAD);

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Recording recording = Recording.of("30-corosync-votequorum.txt");
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private FakeCorosync quorum;
  private FakeCorosync fake;
  private Replay replay;
  private Votequorum votequorum;

  @Before
  public void connect() {
    Path directory = folder.getRoot().toPath();
    quorum = FakeCorosync.start(directory, "quorum").answer(FakeQuorum::answer);
    fake = FakeCorosync.start(directory, "votequorum");
    replay = new Replay(fake, VotequorumRecordedTest::isPadding);
    votequorum =
        Waiting.value(Corosync.create(vertx, fake.options()).votequorum())
            .handler(events::add)
            .nodesHandler(events::add)
            .expectedVotesHandler(events::add);
  }

  @After
  public void stop() {
    Waiting.value(vertx.close());
    fake.close();
    quorum.close();
  }

  /** Behind the node of GETINFO, the votes of SETEXPECTED and the flags of TRACKSTART. */
  private static boolean isPadding(int id, int offset) {
    return switch (id) {
      case 0, 1 -> offset >= 20;
      case 3 -> offset >= 28;
      default -> false;
    };
  }

  private void assertTold(Object... expected) {
    for (Object each : expected) {
      assertEquals(each, Waiting.take(events, "an event"));
    }
  }

  private static CorosyncException failure(Future<?> future) {
    return assertThrows(CorosyncException.class, () -> Waiting.value(future));
  }

  /** Items 339 and 353. */
  @Test
  public void item353_infoOfANode() {
    replay.expect(recording.messages("votequorum getinfo of the own node"));
    VotequorumInfo info = Waiting.value(votequorum.info(1));
    assertEquals(
        new VotequorumInfo(
            1, VotequorumNodeState.MEMBER, 1, 1, 1, 1, 1, Set.of(VotequorumFlag.QUORATE), 0, ""),
        info);
    replay.expect(recording.messages("votequorum getinfo of an unknown node"));
    var refusal = failure(votequorum.info(77));
    assertEquals(CorosyncError.NOT_EXIST, refusal.error());
    assertEquals(
        "corosync's service votequorum, info of node 77: there is no such thing"
            + " (CS_ERR_NOT_EXIST, 12)",
        refusal.getMessage());
    replay.expect(recording.messages("votequorum getinfo", 3));
    assertEquals(info, Waiting.value(votequorum.info(1)));
    replay.assertPlayed();
  }

  /** Items 340 and 353. */
  @Test
  public void item353_trackingAndSettingVotes() {
    replay.expect(recording.messages("votequorum trackstart CHANGES"));
    Waiting.value(votequorum.track(CONTEXT));
    assertTold(
        new VotequorumNodes(CONTEXT, new RingId(1, 5), List.of(1)),
        new VotequorumState(CONTEXT, true, List.of(ONE)));
    replay.expect(recording.messages("votequorum set expected votes to the value it has"));
    Waiting.value(votequorum.setExpectedVotes(1));
    assertTold(new VotequorumExpectedVotes(CONTEXT, 1));
    replay.expect(recording.messages("votequorum set expected to 0"));
    assertEquals(CorosyncError.INVALID_PARAM, failure(votequorum.setExpectedVotes(0)).error());
    replay.expect(recording.messages("votequorum set votes of an unknown node"));
    assertEquals(CorosyncError.NAME_NOT_FOUND, failure(votequorum.setVotes(99, 1)).error());
    replay.expect(recording.messages("votequorum set votes of node 1 to 1"));
    Waiting.value(votequorum.setVotes(1, 1));
    replay.expect(recording.messages("votequorum trackstop"));
    Waiting.value(votequorum.stopTracking());
    replay.expect(recording.messages("votequorum trackstop again"));
    assertEquals(CorosyncError.NOT_EXIST, failure(votequorum.stopTracking()).error());
    replay.assertPlayed();
    assertTrue(events.isEmpty());
  }

  /** Items 340 and 353: as node 1 saw node 2 start, be cut off, come back, die, and end. */
  @Test
  public void item353_aClusterOfTwoNodes() {
    List<Object> expected = new ArrayList<>();
    alone(expected, 5, ONE);
    both(expected, 9);
    alone(expected, 13, TWO_DEAD, ONE);
    both(expected, 17);
    alone(expected, 21, TWO_DEAD, ONE);
    both(expected, 26);
    alone(expected, 30, TWO_DEAD, ONE);
    replay.expect(Recording.of("30-corosync-two-nodes-n1.txt").messages(CONNECTION));
    Waiting.value(votequorum.track(CLUSTER_CONTEXT));
    replay.assertPlayed();
    assertTold(expected.toArray());
  }

  private static void alone(List<Object> expected, long sequence, VotequorumNode... nodes) {
    expected.add(new VotequorumNodes(CLUSTER_CONTEXT, new RingId(1, sequence), List.of(1)));
    expected.add(new VotequorumState(CLUSTER_CONTEXT, false, List.of(nodes)));
  }

  private static void both(List<Object> expected, long sequence) {
    expected.add(new VotequorumNodes(CLUSTER_CONTEXT, new RingId(1, sequence), List.of(1, 2)));
    expected.add(new VotequorumState(CLUSTER_CONTEXT, true, List.of(TWO, ONE)));
  }

  /** Items 340 and 353: the other watchers, all of node 2. */
  @Test
  public void item353_whatNode2Saw() {
    for (String watcher : List.of("n2", "n2b", "n2c", "n2d")) {
      var messages = Recording.of("30-corosync-two-nodes-" + watcher + ".txt").messages(CONNECTION);
      long count = messages.stream().filter(each -> each.kind() == Recording.Kind.EVENT).count();
      replay.expect(messages);
      Waiting.value(votequorum.track(CLUSTER_CONTEXT));
      replay.assertPlayed();
      for (int i = 0; i < count; i += 2) {
        var nodes = (VotequorumNodes) Waiting.take(events, "nodes");
        var state = (VotequorumState) Waiting.take(events, "a state");
        assertEquals(watcher, nodes.nodeIds(), members(state));
        assertEquals(watcher, nodes.nodeIds().size() == 2, state.quorate());
      }
      assertTrue(events.isEmpty());
    }
  }

  private static List<Integer> members(VotequorumState state) {
    return state.nodes().stream()
        .filter(node -> node.state() == VotequorumNodeState.MEMBER)
        .map(VotequorumNode::nodeId)
        .sorted()
        .toList();
  }

  /** The recorded program has asked with a context of 9, this library asks with one of its own. */
  @Test
  public void item353_theCurrentStateWhileTracking() {
    List<Recording.Message> messages =
        recording.messages("votequorum trackstart again").stream()
            .map(VotequorumRecordedTest::withOwnContext)
            .toList();
    replay.expect(messages);
    assertEquals(new VotequorumState(0, true, List.of(ONE)), Waiting.value(votequorum.current()));
    replay.assertPlayed();
    assertTrue(events.isEmpty());
  }

  private static Recording.Message withOwnContext(Recording.Message message) {
    int at =
        switch (message.kind()) {
          case REQUEST -> 16;
          case EVENT -> message.shown()[0] == 3 ? 32 : 24;
          case RESPONSE -> -1;
        };
    if (at >= 0) {
      var bytes = ByteBuffer.wrap(message.shown()).order(ByteOrder.LITTLE_ENDIAN);
      assertEquals(9, bytes.getLong(at));
      bytes.putLong(at, ASKED);
    }
    return message;
  }
}
