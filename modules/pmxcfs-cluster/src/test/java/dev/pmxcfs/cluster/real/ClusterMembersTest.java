package dev.pmxcfs.cluster.real;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.cluster.conf.HostConf;
import dev.pmxcfs.cluster.conf.HostConfOptions;
import dev.pmxcfs.cluster.members.ClusterMembers;
import dev.pmxcfs.state.answer.ClusterInfoAnswer;
import dev.pmxcfs.state.nodes.Measurements;
import dev.pmxcfs.state.nodes.NodeStatus;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.real.RealCluster;
import dev.qbipc.corosync.real.RealCorosync;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What a node knows of its cluster from a real corosync, that comes, changes and goes. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class ClusterMembersTest {

  private static final ByteString NODE = ByteString.of("n1");

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final NodeStatus status = new NodeStatus(NODE, new Measurements(Clock.systemUTC()));
  private RealCluster cluster;
  private ClusterMembers members;

  @Before
  public void makeCluster() {
    cluster = RealCluster.create(folder.getRoot().toPath(), 2);
    members =
        new ClusterMembers(
            vertx,
            Corosync.create(vertx, cluster.node(1).options().setStartAwaited(false)),
            status);
  }

  @After
  public void end() {
    Waiting.value(members.close());
    Waiting.value(vertx.close());
    cluster.close();
  }

  private String info() {
    return new String(ClusterInfoAnswer.of(NODE, status.current()), UTF_8);
  }

  private int version() {
    return status.current().clusterInfoVersion();
  }

  private boolean isQuorate() {
    return status.current().members().isQuorate();
  }

  private void awaitQuorate(boolean quorate) {
    Waiting.until(() -> isQuorate() == quorate, "quorate: " + quorate);
  }

  /** Item 258 and, for the version, item 259: as C does, one read for a reload. */
  @Test
  public void item259_nodesAreReadAndReadAgainWithAReload() throws IOException {
    cluster.start();
    Waiting.value(members.start());
    assertEquals(1, version());
    assertTrue(
        info(),
        info().contains("\"cluster\": { \"name\": \"test\", \"version\": 1, \"nodes\": 2,"));
    assertTrue(
        info(), info().contains("  \"n1\": { \"id\": 1, \"online\": 0},\n  \"n2\": { \"id\": 2,"));
    awaitQuorate(true);
    reload(cluster.node(1), 2);
    Waiting.until(() -> status.current().members().configVersion() == 2, "the new version");
    assertEquals(2, version());
    reload(cluster.node(1), 3);
    Waiting.until(() -> status.current().members().configVersion() == 3, "the next version");
    assertEquals(3, version());
  }

  private static void reload(RealCorosync node, int version) throws IOException {
    String text = Files.readString(node.configuration());
    Files.writeString(
        node.configuration(),
        text.replaceAll("config_version: \\d+", "config_version: " + version));
    node.mustRun("corosync-cfgtool -R");
  }

  @Test
  public void item260_theQuorumComesAndGoesWithoutACount() {
    cluster.start();
    Waiting.value(members.start());
    awaitQuorate(true);
    int before = version();
    cluster.node(2).kill();
    awaitQuorate(false);
    cluster.node(2).startOnly();
    awaitQuorate(true);
    assertEquals(before, version());
  }

  @Test
  public void items261To263_corosyncIsLateAndGoesAndComesBack() {
    Future<Void> listed = members.start();
    assertFalse(isQuorate());
    assertEquals("{\n\"nodename\": \"n1\",\n\"version\": 0\n}\n", info());
    cluster.start();
    awaitQuorate(true);
    Waiting.value(listed);
    assertEquals(1, version());
    status.setOnline(Set.of(1, 2));

    cluster.node(1).kill();
    awaitQuorate(false);
    assertTrue("kept", info().contains("\"n2\": { \"id\": 2, \"online\": 1}"));
    assertEquals(2, version());

    cluster.node(1).startOnly();
    awaitQuorate(true);
    Waiting.until(() -> version() == 3, "the list of nodes once more");
    assertTrue("kept", info().contains("\"n2\": { \"id\": 2, \"online\": 1}"));
  }

  /** Item 265 with corosync's own tool: what this node writes, corosync knows on all nodes. */
  @Test
  public void item265_corosyncReadsWhatTheHostHasGot() throws IOException {
    cluster.start();
    Waiting.value(members.start());
    RealCorosync node = cluster.node(1);
    Path tool = folder.newFile().toPath();
    Files.writeString(
        tool,
        "#!/bin/sh\nPATH=$PATH:/usr/sbin:/sbin\nexec "
            + String.join(" ", node.inside(List.of("corosync-cfgtool")))
            + " \"$@\"\n");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
    var host =
        new HostConf(
            vertx,
            new HostConfOptions()
                .setFile(node.configuration().toString())
                .setReloadingTool(tool.toString()));
    String newer =
        Files.readString(node.configuration()).replace("config_version: 1", "config_version: 5");
    Files.writeString(cluster.node(2).configuration(), newer);
    Waiting.value(host.compare(Optional.of(newer.getBytes(UTF_8)), true));
    Waiting.until(() -> status.current().members().configVersion() == 5, "the new version");
  }
}
