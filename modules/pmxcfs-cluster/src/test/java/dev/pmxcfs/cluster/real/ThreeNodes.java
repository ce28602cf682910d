package dev.pmxcfs.cluster.real;

import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.qbipc.corosync.real.RealCluster;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Three nodes of this program. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public abstract class ThreeNodes {

  @Rule
  public final Timeout timeout = new Timeout(7 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  RealCluster cluster;
  List<RealNode> nodes;

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

  void awaitAllOnline() {
    for (RealNode node : nodes) {
      RealNode.await(
          () -> {
            var members = node.state().status().current().members();
            return members.isQuorate() && members.online().size() == nodes.size();
          },
          "all online on " + node);
    }
  }

  void awaitEqual() {
    RealNode.await(
        () -> nodes.stream().map(RealNode::digest).distinct().count() == 1, "one tree everywhere");
  }

  RealNode node(int id) {
    return nodes.get(id - 1);
  }

  static int errno(Outcome outcome) {
    return ((Refused) outcome).reason().errno();
  }

  /** Makes a change whenever the node can, as a program does that tries again. */
  static void putEventually(RealNode node, String file, String text) {
    RealNode.await(() -> node.put(file, text) instanceof Applied, file + " is written");
  }
}
