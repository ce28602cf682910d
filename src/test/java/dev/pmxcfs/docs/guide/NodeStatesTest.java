package dev.pmxcfs.docs.guide;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.real.RealCluster;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The guide's view of the nodes, of which there are two with a real corosync. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class NodeStatesTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

  @After
  public void closeVertx() {
    Waiting.value(vertx.close());
  }

  @Test
  public void nodesAreSeenToComeAndToGo() {
    try (var cluster = RealCluster.create(folder.getRoot().toPath(), 2).start()) {
      var nodes = new NodeStates(vertx, Corosync.create(vertx, cluster.node(1).options()));
      Map<String, String> all = Map.of("1", "joined", "2", "joined");
      Waiting.until(() -> nodes.states().equals(all), "both nodes");
      cluster.node(2).kill();
      Waiting.until(() -> "left".equals(nodes.states().get("2")), "one node");
      cluster.node(1).kill();
      Waiting.until(() -> nodes.states().isEmpty(), "none");
      cluster.node(1).startOnly();
      Waiting.until(() -> nodes.states().equals(Map.of("1", "joined")), "this node again");
      Waiting.value(nodes.close());
    }
  }
}
