package dev.qbipc.corosync.cfg;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.fake.FakeCorosync;
import dev.qbipc.corosync.fake.Recording;
import dev.qbipc.corosync.fake.Replay;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Corosync itself, by what libcfg or corosync-cfgtool and corosync 3.1.7 said to each other. */
@RunWith(VertxUnitRunner.class)
public class CfgRecordedTest {

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Recording recording = Recording.of("30-corosync-cfg.txt");
  private final Recording tools = Recording.of("30-corosync-tools.txt");
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private FakeCorosync fake;
  private Replay replay;
  private Cfg cfg;

  @Before
  public void connect() {
    fake = FakeCorosync.start(folder.getRoot().toPath(), "cfg");
    replay = new Replay(fake, (id, offset) -> false);
    cfg = Waiting.value(Corosync.create(vertx, fake.options()).cfg());
  }

  @After
  public void stop() {
    Waiting.value(vertx.close());
    fake.close();
  }

  private <T> T played(String title, Function<Cfg, Future<T>> call) {
    replay.expect(recording.messages(title));
    T result = Waiting.value(call.apply(cfg));
    replay.assertPlayed();
    return result;
  }

  private CorosyncException refused(String title, Function<Cfg, Future<?>> call) {
    replay.expect(recording.messages(title));
    var failure = assertThrows(CorosyncException.class, () -> Waiting.value(call.apply(cfg)));
    replay.assertPlayed();
    return failure;
  }

  /** A node without a cluster, as knet had it. */
  private static CfgNodeStatus alone() {
    var link = new CfgLinkStatus(0, true, false, 65535, "10.77.0.1", "10.77.0.1");
    return new CfgNodeStatus(1, true, false, false, 0, 0, 0, List.of(link));
  }

  private static List<InetAddress> address() throws UnknownHostException {
    return List.of(InetAddress.getByAddress(new byte[] {10, 77, 0, 1}));
  }

  @Test
  public void item353_theLocalNode() {
    assertEquals(1, played("cfg local get", Cfg::localNodeId).intValue());
  }

  /** The recording ends before the states. */
  @Test
  public void item353_theLinks() {
    assertEquals(
        List.of(new CfgRingStatus(0, "10.77.0.1", "")), played("cfg ring status", Cfg::ringStatus));
  }

  @Test
  public void item353_theStatusOfANode() {
    assertEquals(
        alone(), played("cfg node status v1 of node 1", connected -> connected.nodeStatus(1)));
    var failure =
        refused("cfg node status of an unknown node 99", connected -> connected.nodeStatus(99));
    assertEquals(CorosyncError.FAILED_OPERATION, failure.error());
    assertEquals(
        "corosync's service cfg, status of node 99: it failed (CS_ERR_FAILED_OPERATION, 21)",
        failure.getMessage());
  }

  @Test
  public void item353_theAddressesOfANode() throws UnknownHostException {
    assertEquals(
        address(), played("cfg node addresses of node 1", connected -> connected.nodeAddresses(1)));
    var failure =
        refused("cfg node addresses of node 99", connected -> connected.nodeAddresses(99));
    assertEquals(CorosyncError.NOT_EXIST, failure.error());
  }

  @Test
  public void item353_ordersToCorosync() {
    played("cfg reload config", Cfg::reloadConfiguration);
    played("cfg reopen log files", Cfg::reopenLogs);
  }

  @Test
  public void item353_trackingOfTheEnd() {
    played("cfg trackstart", connected -> connected.trackShutdown(question -> {}));
    played("cfg trackstart again", connected -> connected.trackShutdown(question -> {}));
    played("cfg trackstop", Cfg::untrackShutdown);
  }

  /** What the tools ask cfg; what they ask other services at the same time is not replayed here. */
  @Test
  public void item353_whatCorosyncsToolAsks() throws UnknownHostException {
    for (String title : List.of("tool corosync-cfgtool -s", "tool corosync-cfgtool -n")) {
      replay.expect(
          tools.messages(title).stream().filter(message -> message.connection() == 1).toList());
      assertEquals(1, Waiting.value(cfg.localNodeId()).intValue());
      assertEquals(alone(), Waiting.value(cfg.nodeStatus(1)));
      replay.assertPlayed();
    }
    replay.expect(tools.messages("tool corosync-cfgtool -a 1"));
    assertEquals(address(), Waiting.value(cfg.nodeAddresses(1)));
    replay.assertPlayed();
    assertTrue(cfg.isOpen());
  }
}
