package dev.pmxcfs.docs.guide;

import static org.junit.Assert.assertEquals;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.real.RealCorosync;
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

/** The guide's count of votes, with a real corosync. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class VoteCountTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

  @After
  public void closeVertx() {
    Waiting.value(vertx.close());
  }

  @Test
  public void aNodeByItselfNeedsItsOwnVote() {
    try (var node = RealCorosync.create(folder.getRoot().toPath()).start()) {
      var corosync = Corosync.create(vertx, node.options());
      assertEquals("1 of 1", Waiting.value(VoteCount.votes(corosync)));
    }
  }
}
