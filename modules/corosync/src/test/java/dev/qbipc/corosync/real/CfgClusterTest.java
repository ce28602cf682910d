package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.cfg.Cfg;
import dev.qbipc.corosync.cfg.CfgLinkStatus;
import dev.qbipc.corosync.cfg.CfgNodeStatus;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What corosync knows of another node by knet, and the end of that node. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class CfgClusterTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private RealCluster cluster;
  private Cfg cfg;

  @Before
  public void start() {
    cluster = RealCluster.create(folder.getRoot().toPath(), 2, "knet").start();
    cfg = Waiting.value(Corosync.create(vertx, cluster.node(1).options()).cfg());
  }

  @After
  public void end() {
    Waiting.value(vertx.close());
    cluster.close();
  }

  private CfgNodeStatus other() {
    return Waiting.value(cfg.nodeStatus(2));
  }

  /** The tool's way to say it, such as "LINK: 0 udp (a->b) enabled connected mtu: 1397". */
  private static String spelled(CfgLinkStatus link) {
    return String.format(
        "   LINK: %d udp (%s->%s) enabled%s mtu: %d",
        link.number(),
        link.source(),
        link.destination(),
        link.connected() ? " connected" : "",
        link.mtu());
  }

  @Test
  public void item350_theStatusOfAnotherNodeIsWhatCorosyncsToolSays() throws UnknownHostException {
    Waiting.until(() -> other().reachable(), "the other node");
    // Its link's MTU is measured for a while.
    Waiting.until(
        () ->
            cluster.node(1).run("corosync-cfgtool -n").stream()
                .map(String::stripTrailing)
                .toList()
                .contains(spelled(other().links().get(0))),
        "equal words of both");
    List<String> said = cluster.node(1).run("corosync-cfgtool -n");
    assertTrue(said.toString(), said.contains("nodeid: 2 reachable"));
    assertEquals(2, other().nodeId());
    assertEquals(
        List.of(InetAddress.getByAddress(new byte[] {10, 77, 0, 2})),
        Waiting.value(cfg.nodeAddresses(2)));
    cluster.pull(2);
    Waiting.until(() -> !other().reachable(), "the other node to be lost");
    assertEquals("n1", Waiting.value(cfg.ringStatus()).get(0).status());
  }

  @Test
  public void anotherNodeIsEndedForAReason() {
    Waiting.value(cfg.killNode(2, "it was in the way"));
    Waiting.until(
        () ->
            cluster.node(2).log().stream()
                .anyMatch(line -> line.contains("Killed by node 1 : it was in the way")),
        "the reason in the log");
    Waiting.until(() -> !other().reachable(), "the other node to be lost");
  }
}
