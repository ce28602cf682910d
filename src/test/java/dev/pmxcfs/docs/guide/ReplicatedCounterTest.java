package dev.pmxcfs.docs.guide;

import static org.junit.Assert.assertEquals;

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
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The guide's counter, on two nodes with a real corosync. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class ReplicatedCounterTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

  @After
  public void closeVertx() {
    Waiting.value(vertx.close());
  }

  @Test
  public void allNodesCountTheSame() {
    try (var cluster = RealCluster.create(folder.getRoot().toPath(), 2).start()) {
      var first = new ReplicatedCounter(vertx, Corosync.create(vertx, cluster.node(1).options()));
      Waiting.until(() -> first.count() == 0, "the first counter");
      Waiting.value(first.add(5));
      Waiting.until(() -> first.count() == 5, "its own number");
      var second = new ReplicatedCounter(vertx, Corosync.create(vertx, cluster.node(2).options()));
      Waiting.until(() -> second.count() == 5, "what was counted before");
      Waiting.value(first.add(1));
      Waiting.value(second.add(2));
      Waiting.until(() -> first.count() == 8 && second.count() == 8, "both numbers");
      cluster.node(2).kill();
      Waiting.until(() -> second.count() == -1, "the loss");
      Waiting.value(first.add(10));
      cluster.node(2).startOnly();
      Waiting.until(() -> second.count() == 18, "the sum after the restart");
      assertEquals(18, first.count());
      Waiting.value(first.close());
      Waiting.value(second.close());
    }
  }
}
