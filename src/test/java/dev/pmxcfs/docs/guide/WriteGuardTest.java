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
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The guide's guard, on two nodes with a real corosync. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class WriteGuardTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

  @After
  public void closeVertx() {
    Waiting.value(vertx.close());
  }

  @Test
  public void whoHasNotTheQuorumMayNotWrite() {
    try (var cluster = RealCluster.create(folder.getRoot().toPath(), 2).start()) {
      var guard = new WriteGuard(vertx, Corosync.create(vertx, cluster.node(1).options()));
      Waiting.until(guard::isWritable, "the quorum");
      cluster.pull(2);
      Waiting.until(() -> !guard.isWritable(), "the loss of the other node");
      cluster.plug(2);
      Waiting.until(guard::isWritable, "the quorum");
      cluster.node(1).kill();
      Waiting.until(() -> !guard.isWritable(), "the loss of corosync");
      cluster.node(1).startOnly();
      Waiting.until(guard::isWritable, "the quorum");
      Waiting.value(guard.close());
    }
  }
}
