package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cmap.CmapChange;
import dev.qbipc.corosync.cmap.CmapEntry;
import dev.qbipc.corosync.cmap.CmapValue;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The maps of two nodes. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class CmapClusterTest {

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RealCluster cluster;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

  @BeforeClass
  public static void startCluster() {
    cluster = RealCluster.create(FOLDER.getRoot().toPath(), 2).start();
  }

  @AfterClass
  public static void endCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @After
  public void closeVertx() {
    Waiting.value(vertx.close());
  }

  private Cmap cmap(int node) {
    return Waiting.value(Corosync.create(vertx, cluster.node(node).options()).cmap());
  }

  private static void await(BlockingQueue<CmapChange> changes, String status) {
    var expected = CmapValue.string(status);
    CmapChange change = Waiting.take(changes, status);
    while (!change.newValue().orElseThrow().equals(expected)) {
      change = Waiting.take(changes, status);
    }
    assertEquals(CmapChange.Kind.MODIFY, change.kind());
  }

  @Test
  public void item348_theOtherNodeIsSeenToLeaveAndToJoin() {
    Cmap cmap = cmap(1);
    BlockingQueue<CmapChange> changes = new LinkedBlockingQueue<>();
    Waiting.value(
        cmap.trackPrefix(
            "runtime.members.",
            change -> {
              if (change.key().equals("runtime.members.2.status")) {
                changes.add(change);
              }
            }));
    assertEquals("joined", Waiting.value(cmap.get("runtime.members.2.status")).asText());
    cluster.node(2).kill();
    await(changes, "left");
    assertEquals("left", Waiting.value(cmap.get("runtime.members.2.status")).asText());
    cluster.node(2).startOnly();
    await(changes, "joined");
    cluster.node(1).awaitNodes(2);
    assertEquals("r(0) ip(10.77.0.2) ", Waiting.value(cmap.get("runtime.members.2.ip")).asText());
    Waiting.until(
        () -> {
          CmapValue joins = Waiting.value(cmap.get("runtime.members.2.join_count"));
          String said = new CmapEntry("runtime.members.2.join_count", joins).toString();
          return cluster.node(1).run("corosync-cmapctl runtime.members.2.").contains(said);
        },
        "the same as corosync's tool says");
  }

  @Test
  public void item348_eachNodeHasAMapOfItsOwn() {
    Cmap first = cmap(1);
    Cmap second = cmap(2);
    for (int node = 1; node <= 2; node++) {
      Cmap own = node == 1 ? first : second;
      assertEquals(node, Waiting.value(own.get("runtime.votequorum.this_node_id")).asLong());
      assertEquals(node - 1, Waiting.value(own.get("nodelist.local_node_pos")).asLong());
    }
    Waiting.value(first.set("demo.key", CmapValue.u8(1)));
    assertEquals(List.of(), Waiting.value(second.list("demo.")));
    Waiting.value(first.delete("demo.key"));
  }

  /**
   * Of the keys of node 2 of two that were recorded, those that neither clients nor its log have
   * made.
   */
  @Test
  public void item353_theRecordedKeysAreThereWithTheirTypes() throws IOException {
    cluster.node(1).awaitNodes(2);
    cluster.node(2).awaitNodes(2);
    // After which there are the keys of config.
    Waiting.until(() -> cluster.node(2).run("corosync-cfgtool -R").contains("done 0"), "a reload");
    Set<String> keys = new HashSet<>();
    Corosync corosync = Corosync.create(vertx, cluster.node(2).options());
    for (Cmap cmap :
        List.of(Waiting.value(corosync.cmap()), Waiting.value(corosync.cmapStatistics()))) {
      for (CmapEntry entry : Waiting.value(cmap.list(""))) {
        keys.add(entry.key() + " (" + entry.value().type().text() + ")");
      }
    }
    List<String> recorded = recordedKeys();
    assertTrue(recorded.size() > 100);
    assertEquals(List.of(), recorded.stream().filter(key -> !keys.contains(key)).toList());
  }

  private static List<String> recordedKeys() throws IOException {
    try (InputStream text =
        CmapClusterTest.class.getResourceAsStream("/recordings/30-corosync-cmap-keys.txt")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .filter(line -> !line.startsWith("h.tool ") && !line.startsWith("logging."))
          .filter(line -> !line.startsWith("runtime.services.") || line.contains(".service_id "))
          .filter(line -> !line.startsWith("stats.ipcs.service"))
          .map(line -> line.substring(0, line.indexOf(" = ")))
          .toList();
    }
  }
}
