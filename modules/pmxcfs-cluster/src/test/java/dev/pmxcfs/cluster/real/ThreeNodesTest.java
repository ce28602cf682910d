package dev.pmxcfs.cluster.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.state.change.Outcome.Applied;
import dev.qbipc.corosync.real.RealCluster;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Three nodes have one tree. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class ThreeNodesTest {

  @Rule
  public final Timeout timeout = new Timeout(7 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private RealCluster cluster;
  private List<RealNode> nodes;

  @Before
  public void start() {
    cluster = RealCluster.create(folder.getRoot().toPath(), 3).start();
    nodes =
        IntStream.rangeClosed(1, 3)
            .mapToObj(id -> new RealNode(vertx, cluster.node(id), id).start())
            .toList();
  }

  @After
  public void end() {
    nodes.forEach(RealNode::close);
    vertx.close().toCompletionStage().toCompletableFuture().join();
    cluster.close();
  }

  private void awaitAllOnline() {
    for (RealNode node : nodes) {
      RealNode.await(
          () -> {
            var members = node.state().status().current().members();
            return members.isQuorate() && members.online().size() == nodes.size();
          },
          "all online on " + node);
    }
  }

  private void awaitEqual() {
    RealNode.await(
        () -> nodes.stream().map(RealNode::digest).distinct().count() == 1, "one tree everywhere");
  }

  @Test
  public void item270_whatOneWritesAllHave() {
    awaitAllOnline();
    for (RealNode node : nodes) {
      assertTrue(node.put("from-" + nodes.indexOf(node), "text") instanceof Applied);
    }
    awaitEqual();
    for (RealNode node : nodes) {
      assertEquals(Optional.of("text"), node.text("from-2"));
    }
  }
}
