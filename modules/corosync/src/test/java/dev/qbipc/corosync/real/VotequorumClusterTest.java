package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import dev.qbipc.corosync.Corosync;
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
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/**
 * Votequorum of two nodes, as node 1 sees it. A busy machine may have corosync form the same ring
 * once more, so that tests wait for what has to come and pass over what may come before it.
 */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class VotequorumClusterTest {

  private static final long CONTEXT = 0x8877_6655_4433_2211L;
  private static final VotequorumNode ONE = new VotequorumNode(1, VotequorumNodeState.MEMBER);
  private static final VotequorumNode TWO = new VotequorumNode(2, VotequorumNodeState.MEMBER);
  private static final VotequorumNode TWO_DEAD = new VotequorumNode(2, VotequorumNodeState.DEAD);

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
  private RealCluster cluster;

  @Before
  public void makeCluster() {
    cluster = RealCluster.create(folder.getRoot().toPath(), 2);
  }

  @After
  public void end() {
    Waiting.value(vertx.close());
    cluster.close();
  }

  private Votequorum connect(int node) {
    return Waiting.value(Corosync.create(vertx, cluster.node(node).options()).votequorum());
  }

  private Votequorum track(int node) {
    Votequorum votequorum =
        connect(node).handler(told::add).nodesHandler(told::add).expectedVotesHandler(told::add);
    Waiting.value(votequorum.track(CONTEXT));
    return votequorum;
  }

  /** Waits for a state, and fails unless the nodes of its ring came before. */
  private void awaitState(boolean quorate, VotequorumNode... nodes) {
    List<Integer> ring = List.of();
    while (true) {
      Object event = Waiting.take(told, "quorate: " + quorate);
      if (event instanceof VotequorumNodes newRing) {
        assertEquals(CONTEXT, newRing.context());
        ring = newRing.nodeIds();
      } else if (event instanceof VotequorumState state) {
        assertEquals(CONTEXT, state.context());
        if (state.quorate() == quorate && Set.copyOf(state.nodes()).equals(Set.of(nodes))) {
          assertEquals(members(state), ring);
          return;
        }
      }
    }
  }

  private static List<Integer> members(VotequorumState state) {
    return state.nodes().stream()
        .filter(node -> node.state() == VotequorumNodeState.MEMBER)
        .map(VotequorumNode::nodeId)
        .sorted()
        .toList();
  }

  private void awaitExpected(int votes) {
    Object event = Waiting.take(told, "expected votes");
    while (!event.equals(new VotequorumExpectedVotes(CONTEXT, votes))) {
      event = Waiting.take(told, "expected votes");
    }
  }

  /** Waits until a node knows this of another, and quorumtool says the same. */
  private void awaitInfo(Votequorum votequorum, VotequorumInfo expected, String flags) {
    Waiting.until(
        () -> {
          var tool = QuorumTool.ask(cluster.node(1));
          return Waiting.value(votequorum.info(expected.nodeId())).equals(expected)
              && tool.value("Expected votes").equals("" + expected.expectedVotes())
              && tool.value("Highest expected").equals("" + expected.highestExpected())
              && tool.value("Total votes").equals("" + expected.totalVotes())
              && tool.value("Quorum").equals("" + expected.quorum())
              && tool.value("Flags").equals(flags);
        },
        expected.toString());
  }

  private static VotequorumInfo quorate(
      int nodeId, int votes, int expected, int total, int quorum) {
    return new VotequorumInfo(
        nodeId,
        VotequorumNodeState.MEMBER,
        votes,
        expected,
        expected,
        total,
        quorum,
        Set.of(VotequorumFlag.QUORATE),
        0,
        "");
  }

  @Test
  public void item340_nodesComeBeforeTheStateAndDeadOnesStayListed() {
    cluster.node(1).startOnly();
    Votequorum votequorum = track(1);
    awaitState(false, ONE);
    cluster.node(2).startOnly();
    awaitState(true, ONE, TWO);
    cluster.node(2).kill();
    awaitState(false, ONE, TWO_DEAD);
    assertEquals(VotequorumNodeState.DEAD, Waiting.value(votequorum.info(2)).state());
    VotequorumState asked = Waiting.value(votequorum.current());
    assertEquals(0, asked.context());
    assertFalse(asked.quorate());
    assertEquals(Set.of(ONE, TWO_DEAD), Set.copyOf(asked.nodes()));

    // One that is alone is enough when no more are expected.
    Waiting.value(votequorum.setExpectedVotes(1));
    awaitExpected(1);
    awaitInfo(votequorum, quorate(1, 1, 1, 1, 1), "Quorate");

    cluster.node(2).startOnly();
    awaitState(true, ONE, TWO);
    cluster.pull(2);
    awaitState(false, ONE, TWO_DEAD);
    cluster.plug(2);
    awaitState(true, ONE, TWO);
  }

  @Test
  public void item339_optionsAreFlags() throws IOException {
    for (int node = 1; node <= 2; node++) {
      Path file = cluster.node(node).configuration();
      String configuration = Files.readString(file);
      Files.writeString(file, configuration.replace("quorum {\n", "quorum {\n  two_node: 1\n"));
    }
    cluster.start();
    Votequorum votequorum = track(1);
    awaitState(true, ONE, TWO);
    awaitInfo(
        votequorum,
        new VotequorumInfo(
            2,
            VotequorumNodeState.MEMBER,
            1,
            2,
            2,
            2,
            1,
            Set.of(VotequorumFlag.TWO_NODE, VotequorumFlag.QUORATE, VotequorumFlag.WAIT_FOR_ALL),
            0,
            ""),
        "2Node Quorate WaitForAll");
    cluster.node(2).kill();
    awaitState(true, ONE, TWO_DEAD);
  }

  @Test
  public void item340_votesAreSetOnAllNodes() {
    cluster.start();
    Votequorum first = track(1);
    awaitState(true, ONE, TWO);
    Waiting.value(first.setVotes(2, 3));
    awaitExpected(4);
    Waiting.until(() -> Waiting.value(first.info(2)).votes() == 3, "its votes on node 1");
    Votequorum second = connect(2);
    Waiting.until(() -> Waiting.value(second.info()).votes() == 3, "its votes on node 2");
    awaitInfo(first, quorate(1, 1, 4, 4, 3), "Quorate");
    // One vote of four is not enough.
    cluster.node(2).kill();
    awaitState(false, ONE, TWO_DEAD);
  }
}
