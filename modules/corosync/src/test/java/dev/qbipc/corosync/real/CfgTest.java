package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cfg.Cfg;
import dev.qbipc.corosync.cfg.CfgLinkStatus;
import dev.qbipc.corosync.cfg.CfgNodeStatus;
import dev.qbipc.corosync.cfg.CfgRingStatus;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Corosync itself, on a node by itself, beside what corosync's own tool says. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class CfgTest {

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RealCorosync knet;
  private static RealCorosync udpu;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

  @BeforeClass
  public static void startCorosync() throws IOException {
    knet = RealCorosync.create(FOLDER.newFolder("knet").toPath(), "knet").start();
    udpu = RealCorosync.create(FOLDER.newFolder("udpu").toPath(), "udpu").start();
  }

  @AfterClass
  public static void endCorosync() {
    for (RealCorosync node : new RealCorosync[] {knet, udpu}) {
      if (node != null) {
        node.close();
      }
    }
  }

  @After
  public void closeVertx() {
    Waiting.value(vertx.close());
  }

  private Cfg cfg(RealCorosync node) {
    return Waiting.value(Corosync.create(vertx, node.options()).cfg());
  }

  private static CorosyncException failure(Future<?> future) {
    return assertThrows(CorosyncException.class, () -> Waiting.value(future));
  }

  @Test
  public void item350_theLinksOfKnet() {
    Cfg cfg = cfg(knet);
    assertEquals(1, Waiting.value(cfg.localNodeId()).intValue());
    assertEquals(List.of(new CfgRingStatus(0, "127.0.0.1", "n")), Waiting.value(cfg.ringStatus()));
    assertEquals(
        List.of(
            "Local node ID 1, transport knet",
            "LINK ID 0 udp",
            "\taddr\t= 127.0.0.1",
            "\tstatus\t= n",
            "done 0"),
        knet.run("corosync-cfgtool -s -b"));
  }

  @Test
  public void item350_theLinksOfUdpu() {
    Cfg cfg = cfg(udpu);
    assertEquals(1, Waiting.value(cfg.localNodeId()).intValue());
    assertEquals(List.of(new CfgRingStatus(0, "127.0.0.1", "OK")), Waiting.value(cfg.ringStatus()));
    // The tool makes it up: it asks for the node's status, which udpu does not have.
    assertEquals(
        List.of(
            "Local node ID 1, transport udpu",
            "LINK ID 0 ",
            "\taddr\t= 127.0.0.1",
            "\tstatus\t= n",
            "done 0"),
        udpu.run("corosync-cfgtool -s -b"));
  }

  @Test
  public void item350_theStatusOfANode() {
    Cfg onKnet = cfg(knet);
    var link = new CfgLinkStatus(0, true, false, 65535, "127.0.0.1", "127.0.0.1");
    CfgNodeStatus own = Waiting.value(onKnet.nodeStatus(1));
    assertTrue(own.toString(), own.reachable());
    assertEquals(List.of(link), own.links());
    assertEquals(CorosyncError.FAILED_OPERATION, failure(onKnet.nodeStatus(99)).error());
  }

  @Test
  public void item350_udpuRefusesNoNode() {
    Cfg cfg = cfg(udpu);
    var link = new CfgLinkStatus(0, true, false, 1410, "127.0.0.1", "");
    assertEquals(
        new CfgNodeStatus(1, true, false, false, 0, 0, 0, List.of(link)),
        Waiting.value(cfg.nodeStatus(1)));
    assertEquals(
        new CfgNodeStatus(99, false, false, false, 0, 0, 0, List.of()),
        Waiting.value(cfg.nodeStatus(99)));
  }

  @Test
  public void item350_theAddressesOfANode() throws IOException {
    var address = List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    for (RealCorosync node : List.of(knet, udpu)) {
      Cfg cfg = cfg(node);
      assertEquals(List.of("127.0.0.1", "done 0"), node.run("corosync-cfgtool -a 1"));
      assertEquals(address, Waiting.value(cfg.nodeAddresses(1)));
      assertEquals(address, Waiting.value(cfg.nodeAddresses(0)));
      assertEquals(CorosyncError.NOT_EXIST, failure(cfg.nodeAddresses(99)).error());
    }
  }

  @Test
  public void item352_aChangedConfigurationIsTaken() throws IOException {
    Cfg cfg = cfg(udpu);
    String text = Files.readString(udpu.configuration());
    Files.writeString(udpu.configuration(), text.replace("token: 1000", "token: 1234"));
    Waiting.value(cfg.reloadConfiguration());
    for (String key : List.of("totem.token", "runtime.config.totem.token")) {
      assertEquals(
          List.of(key + " (u32) = 1234", "done 0"), udpu.run("corosync-cmapctl -g " + key));
    }
    Files.writeString(udpu.configuration(), text + "nonsense\n");
    assertEquals(CorosyncError.INVALID_PARAM, failure(cfg.reloadConfiguration()).error());
    Files.writeString(udpu.configuration(), text);
    Waiting.value(cfg.reloadConfiguration());
    assertEquals(
        List.of("totem.token (u32) = 1000", "done 0"), udpu.run("corosync-cmapctl -g totem.token"));
  }

  @Test
  public void logFilesAreOpenedAgain() throws IOException {
    Cfg cfg = cfg(udpu);
    var log = udpu.directory().resolve("log");
    Files.move(log, udpu.directory().resolve("log.1"));
    Waiting.value(cfg.reopenLogs());
    Waiting.until(() -> Files.exists(log), "a new log file");
  }

  @Test
  public void aNodeThatIsNotThereIsNotEnded() {
    assertEquals(CorosyncError.NOT_EXIST, failure(cfg(udpu).killNode(99, "test")).error());
  }
}
