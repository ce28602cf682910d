package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.quorum.Quorum;
import dev.qbipc.corosync.quorum.QuorumNodes;
import dev.qbipc.corosync.quorum.QuorumState;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
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

/**
 * The quorum of two nodes, as node 1 sees it. A busy machine may have corosync form the same ring
 * once more, so that tests wait for what has to come and pass over what may come before it.
 */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class QuorumClusterTest {

  private static final List<Integer> ALONE = List.of(1);
  private static final List<Integer> BOTH = List.of(1, 2);

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<QuorumState> states = new LinkedBlockingQueue<>();
  private final BlockingQueue<QuorumNodes> nodes = new LinkedBlockingQueue<>();
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

  private Quorum connect(int node) {
    return Waiting.value(Corosync.create(vertx, cluster.node(node).options()).quorum());
  }

  /** Fails unless the ring that has these nodes comes, with the state that belongs to it. */
  private void assertRing(
      List<Integer> members, List<Integer> joined, List<Integer> left, boolean quorate) {
    QuorumNodes ring = Waiting.take(nodes, "nodes");
    while (!ring.joined().equals(joined) || !ring.left().equals(left)) {
      ring = Waiting.take(nodes, "nodes");
    }
    assertEquals(members, ring.members());
    QuorumState state = Waiting.take(states, "a state");
    while (!state.nodeIds().equals(members) || state.quorate() != quorate) {
      state = Waiting.take(states, "a state");
    }
    // Of this ring, or of one that has formed behind it.
    while (!state.ring().equals(ring.ring())) {
      ring = Waiting.take(nodes, "nodes of ring " + state.ring());
    }
    assertEquals(members, ring.members());
  }

  private void assertAsQuorumtoolSays(int id, Quorum quorum) {
    Waiting.until(
        () -> {
          QuorumState state = Waiting.value(quorum.current());
          var tool = QuorumTool.ask(cluster.node(id));
          return tool.value("Quorate").equals(state.quorate() ? "Yes" : "No")
              && tool.value("Ring ID").equals(state.ring().toString())
              && tool.members().equals(state.nodeIds())
              && Waiting.value(quorum.quorate()) == state.quorate();
        },
        "what quorumtool says on node " + id);
  }

  @Test
  public void item337_theQuorumComesAndGoesWithTheOtherNode() {
    cluster.node(1).startOnly();
    Quorum quorum = connect(1);
    assertFalse(Waiting.value(quorum.quorate()));
    Waiting.value(quorum.handler(states::add).nodesHandler(nodes::add).track());
    assertRing(ALONE, List.of(), List.of(), false);
    assertAsQuorumtoolSays(1, quorum);

    cluster.node(2).startOnly();
    assertRing(BOTH, List.of(2), List.of(), true);
    assertAsQuorumtoolSays(1, quorum);
    assertAsQuorumtoolSays(2, connect(2));

    cluster.node(2).kill();
    assertRing(ALONE, List.of(), List.of(2), false);
    cluster.node(2).startOnly();
    assertRing(BOTH, List.of(2), List.of(), true);

    cluster.pull(2);
    assertRing(ALONE, List.of(), List.of(2), false);
    assertAsQuorumtoolSays(1, quorum);
    cluster.plug(2);
    assertRing(BOTH, List.of(2), List.of(), true);

    cluster.node(2).stop();
    assertRing(ALONE, List.of(), List.of(2), false);
    assertTrue(quorum.isOpen());
  }
}
