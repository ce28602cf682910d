package dev.pmxcfs.cluster.members;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.LoggedLines;
import dev.pmxcfs.state.nodes.Measurements;
import dev.pmxcfs.state.nodes.NodeStatus;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/**
 * What is known of corosync over one connection is lost and found again alone, after pauses that
 * grow, and the other one goes on. Groups of the tree and of the status do so, too; see {@code
 * GroupsAloneTest}.
 */
@RunWith(VertxUnitRunner.class)
public class PartsAloneTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final LoggedLines log = new LoggedLines();

  private final Vertx vertx = Vertx.vertx();
  private final ManualTimers timers = new ManualTimers(vertx);
  private final FakeServices services = new FakeServices();
  private final NodeStatus status =
      new NodeStatus(ByteString.of("n1"), new Measurements(Clock.systemUTC()));
  private final ClusterMembers members =
      new ClusterMembers(timers.vertx(), services.corosync(), status);

  @Before
  public void start() {
    Waiting.value(members.start());
    assertTrue(status.current().members().isQuorate());
  }

  @After
  public void end() {
    Waiting.value(members.close());
    Waiting.value(vertx.close());
  }

  /** The pauses before so many attempts that fail, and one that does not. */
  private List<Long> pauses(FakeServices.Service service, int failures) {
    List<Long> pauses = new ArrayList<>();
    int attempts = service.attempts();
    for (int i = 0; i <= failures; i++) {
      ManualTimers.Timer pause = Waiting.take(timers.timers(), "a pause");
      pauses.add(pause.millis());
      assertEquals("not before its end", attempts + i, service.attempts());
      if (i == failures) {
        service.comeBack();
      }
      pause.end();
      int expected = attempts + i + 1;
      Waiting.until(() -> service.attempts() == expected, "another attempt");
    }
    Waiting.until(() -> members.lost().isEmpty(), "it is found again");
    return pauses;
  }

  private int lines(String part) {
    return log.with(part).size();
  }

  @Test
  public void theQuorumIsAskedForAloneAndThereIsNoneMeanwhile() {
    services.quorum.goAway();
    Waiting.until(() -> !status.current().members().isQuorate(), "no quorum");
    assertEquals(List.of("the quorum"), members.lost());
    assertEquals(List.of(500L, 1_000L, 1_000L, 1_000L, 1_000L), pauses(services.quorum, 4));
    Waiting.until(() -> status.current().members().isQuorate(), "the quorum");
    assertEquals("the other goes on", 1, services.cmap.attempts());
    assertEquals("told once", 1, lines("the quorum is not known from corosync"));
    assertEquals(1, lines("the quorum is known from corosync again"));

    services.quorum.goAway();
    assertEquals("from the first pause on", List.of(500L), pauses(services.quorum, 0));
  }

  @Test
  public void theListOfNodesIsAskedForAloneAndStaysMeanwhile() {
    int version = status.current().clusterInfoVersion();
    services.cmap.goAway();
    Waiting.until(() -> members.lost().equals(List.of("the list of nodes")), "the loss");
    assertEquals("as it was", 1, status.current().members().all().size());
    assertEquals(List.of(500L, 1_000L, 1_000L), pauses(services.cmap, 2));
    Waiting.until(() -> status.current().clusterInfoVersion() == version + 1, "it is read anew");
    assertTrue("the other goes on", status.current().members().isQuorate());
    assertEquals(1, services.quorum.attempts());
    assertEquals("told once", 1, lines("the list of nodes is not known from corosync"));
    assertEquals(1, lines("the list of nodes is known from corosync again"));
  }
}
