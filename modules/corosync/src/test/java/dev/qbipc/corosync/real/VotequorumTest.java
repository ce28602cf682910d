package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.votequorum.Votequorum;
import dev.qbipc.corosync.votequorum.VotequorumExpectedVotes;
import dev.qbipc.corosync.votequorum.VotequorumFlag;
import dev.qbipc.corosync.votequorum.VotequorumInfo;
import dev.qbipc.corosync.votequorum.VotequorumNode;
import dev.qbipc.corosync.votequorum.VotequorumNodeState;
import dev.qbipc.corosync.votequorum.VotequorumNodes;
import dev.qbipc.corosync.votequorum.VotequorumState;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Votequorum on one node. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class VotequorumTest {

  private static final VotequorumNode ALONE = new VotequorumNode(1, VotequorumNodeState.MEMBER);

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RealCorosync node;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<VotequorumState> states = new LinkedBlockingQueue<>();
  private final BlockingQueue<VotequorumNodes> nodes = new LinkedBlockingQueue<>();
  private final BlockingQueue<VotequorumExpectedVotes> expected = new LinkedBlockingQueue<>();
  private Votequorum votequorum;

  @BeforeClass
  public static void startCorosync() {
    node = RealCorosync.create(FOLDER.getRoot().toPath()).start();
  }

  @AfterClass
  public static void endCorosync() {
    if (node != null) {
      node.close();
    }
  }

  @Before
  public void connect() {
    votequorum =
        Waiting.value(Corosync.create(vertx, node.options()).votequorum())
            .handler(states::add)
            .nodesHandler(nodes::add)
            .expectedVotesHandler(expected::add);
  }

  @After
  public void closeVertx() {
    Waiting.value(vertx.close());
  }

  private static CorosyncException failure(Future<?> future) {
    return assertThrows(CorosyncException.class, () -> Waiting.value(future));
  }

  @Test
  public void item339_theInfoIsWhatQuorumtoolSays() {
    VotequorumInfo info = Waiting.value(votequorum.info());
    assertEquals(
        new VotequorumInfo(
            1, VotequorumNodeState.MEMBER, 1, 1, 1, 1, 1, Set.of(VotequorumFlag.QUORATE), 0, ""),
        info);
    assertEquals(info, Waiting.value(votequorum.info(1)));
    assertTrue(info.isQuorate());
    var tool = QuorumTool.ask(node);
    assertEquals("1", tool.value("Expected votes"));
    assertEquals("1", tool.value("Highest expected"));
    assertEquals("1", tool.value("Total votes"));
    assertEquals("1", tool.value("Quorum"));
    assertEquals("Quorate", tool.value("Flags"));
  }

  @Test
  public void item339_aNodeThatWasNeverSeenIsRefusedAndNothingElse() {
    assertEquals(CorosyncError.NOT_EXIST, failure(votequorum.info(77)).error());
    assertEquals(CorosyncError.NOT_EXIST, failure(votequorum.info(-1)).error());
    assertEquals(1, Waiting.value(votequorum.info()).nodeId());
  }

  @Test
  public void item340_trackingBeginsWithTheNodesAndTheState() {
    long context = 0x8877_6655_4433_2211L;
    Waiting.value(votequorum.track(context));
    VotequorumNodes ring = Waiting.take(nodes, "the nodes");
    assertEquals(context, ring.context());
    assertEquals(List.of(1), ring.nodeIds());
    assertEquals(QuorumTool.ask(node).value("Ring ID"), ring.ring().toString());
    assertEquals(
        new VotequorumState(context, true, List.of(ALONE)), Waiting.take(states, "a state"));
    Waiting.value(votequorum.stopTracking());
    assertEquals(CorosyncError.NOT_EXIST, failure(votequorum.stopTracking()).error());
  }

  /** The first context goes on. */
  @Test
  public void item340_trackingTwiceIsRefusedAndTellsTheStateOnceMore() {
    assertEquals(new VotequorumState(0, true, List.of(ALONE)), Waiting.value(votequorum.current()));
    Waiting.value(votequorum.track(-1));
    assertEquals(-1, Waiting.take(states, "a state").context());
    assertEquals(CorosyncError.EXIST, failure(votequorum.track(9)).error());
    assertEquals(9, Waiting.take(states, "a state").context());
    assertEquals(new VotequorumState(0, true, List.of(ALONE)), Waiting.value(votequorum.current()));
    assertTrue(states.isEmpty());
    Waiting.value(votequorum.setExpectedVotes(1));
    assertEquals(new VotequorumExpectedVotes(-1, 1), Waiting.take(expected, "expected votes"));
  }

  @Test
  public void item340_changesAloneBeginWithNothing() {
    Waiting.value(votequorum.trackChanges(7));
    Waiting.value(votequorum.setExpectedVotes(1));
    assertEquals(new VotequorumExpectedVotes(7, 1), Waiting.take(expected, "expected votes"));
    Waiting.value(votequorum.current());
    assertTrue(states.isEmpty());
    assertTrue(nodes.isEmpty());
  }

  @Test
  public void votesThatWouldEndTheQuorumAreRefused() {
    assertEquals(CorosyncError.INVALID_PARAM, failure(votequorum.setExpectedVotes(0)).error());
    assertEquals(CorosyncError.INVALID_PARAM, failure(votequorum.setExpectedVotes(3)).error());
    assertEquals(CorosyncError.INVALID_PARAM, failure(votequorum.setVotes(1, 0)).error());
    assertEquals(CorosyncError.NAME_NOT_FOUND, failure(votequorum.setVotes(99, 1)).error());
    assertTrue(Waiting.value(votequorum.info()).isQuorate());
  }
}
