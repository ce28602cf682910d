package dev.pmxcfs.ipc.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.ClusterNodeFiles;
import dev.pmxcfs.ipc.harness.NotifySocketStandIn;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.real.RealCluster;
import dev.qbipc.corosync.real.RealCorosync;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The packaged program on each of three nodes, with the configuration mounted. */
@Needs({Requirement.NETWORK, Requirement.FUSE, Requirement.PYTHON})
@RunWith(VertxUnitRunner.class)
public class ServedClusterTest {

  @Rule
  public final Timeout timeout = new Timeout(7 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private RealCluster cluster;
  private final List<Program> nodes = new ArrayList<>();

  @Before
  public void start() throws IOException {
    cluster = RealCluster.create(folder.getRoot().toPath(), 3).start();
    for (int id = 1; id <= 3; id++) {
      nodes.add(startNode(id));
    }
  }

  @After
  public void end() {
    nodes.forEach(Program::close);
    cluster.close();
  }

  private Program startNode(int id, String... more) throws IOException {
    return startNodeWithin(List.of(), id, more);
  }

  private Program startNodeWithin(List<String> wrapper, int id, String... more) throws IOException {
    RealCorosync node = cluster.node(id);
    ClusterNodeFiles.copyTo(node);
    List<String> arguments = new ArrayList<>();
    arguments.add("serve");
    arguments.add("--db=/run/data/config.db");
    arguments.add("--mount=/run/pve");
    arguments.add("--node=n" + id);
    arguments.add("--node-address=10.77.0." + id);
    arguments.add("--corosync-conf=/run/corosync.conf");
    arguments.addAll(List.of(more));
    return programs.startService(node.inside(wrapper), "pve2", arguments.toArray(String[]::new));
  }

  private String output(int id, String script) {
    List<String> lines = cluster.node(id).run("cd /run/pve && " + script);
    return String.join("\n", lines.subList(0, lines.size() - 1));
  }

  private void awaitOutput(int id, String script, String expected) {
    Polling.until(() -> output(id, script).equals(expected), script + " on n" + id);
  }

  @Test
  public void item270_whatOneWritesThroughItsMountAllRead() {
    awaitAllOnline();
    for (int id = 1; id <= 3; id++) {
      assertEquals("", output(id, "echo text > from-" + id));
    }
    for (int id = 1; id <= 3; id++) {
      awaitOutput(id, "cat from-1 from-2 from-3", "text\ntext\ntext");
    }
  }

  private void awaitAllOnline() {
    for (int id = 1; id <= 3; id++) {
      awaitOutput(id, "grep -c '\"online\": 1' .members", "3");
    }
  }

  /** As on a node by itself; of many rounds one has to do, since a slow ring makes some wait. */
  @Test
  public void makingWritingAndClosingAFileIsOneTransaction() {
    awaitAllOnline();
    var rounds = new AtomicInteger();
    Polling.until(
        () -> {
          long before = transactions();
          String name = "of-" + rounds.incrementAndGet() + "-%d";
          output(
              1, "python3 -c 'for i in range(20): open(\"" + name + "\" % i, \"w\").write(\"x\")'");
          return transactions() - before == 20;
        },
        "one transaction for each file");
    assertEquals("x", output(1, "cat of-1-19 && echo"));
  }

  private long transactions() {
    Matcher stats = Pattern.compile("\"transactions\" : (\\d+)").matcher(inside("stats"));
    assertTrue(stats.find());
    return Long.parseLong(stats.group(1));
  }

  @Test
  public void item277_aNodeThatWasKilledIsBackWithAll() throws IOException {
    awaitAllOnline();
    output(3, "echo own > from-3");
    awaitOutput(1, "cat from-3", "own");
    nodes.get(2).kill();
    nodes.get(2).awaitEnd(Program.PATIENCE);
    awaitOutput(1, "echo meanwhile > from-1 && grep -c '\"online\": 1' .members", "2");
    nodes.set(2, startNode(3));
    awaitAllOnline();
    awaitOutput(3, "cat from-1 from-3", "meanwhile\nown");
  }

  @Test
  public void aNodeThatIsEndedSendsWhatWasWrittenAndLeavesInOrder() {
    awaitAllOnline();
    output(3, "exec 3> open && echo text >&3; kill -TERM " + nodes.get(2).pid());
    assertEquals(0, nodes.get(2).awaitEnd(Program.PATIENCE).status());
    awaitOutput(1, "cat open", "text");
    awaitOutput(1, "grep -c '\"online\": 1' .members", "2");
    assertEquals("", output(1, "echo x > f && rm f"));
  }

  /** As without any cluster (mount, item 491). */
  @Test
  public void withoutQuorumTheMountIsOnlyRead() {
    awaitAllOnline();
    output(1, "echo text > file");
    awaitOutput(3, "cat file", "text");
    cluster.pull(3);
    awaitOutput(3, "grep -c '\"quorate\": 0' .members", "1");
    awaitOutput(3, "stat -c %a file local", "440\n555");
    awaitOutput(3, "cat file", "text");
    awaitOutput(3, "(echo more > file) 2>/dev/null || echo refused", "refused");
    assertEquals("", output(1, "echo newer > file"));
    cluster.plug(3);
    awaitOutput(3, "cat file", "newer");
    awaitOutput(3, "stat -c %a file local", "640\n755");
  }

  @Test
  public void systemdIsToldOfTheQuorumAndThatTheNodeLives() throws Exception {
    awaitAllOnline();
    nodes.get(0).terminate();
    nodes.get(0).awaitEnd(Program.PATIENCE);
    // in the node's /run
    String socket = cluster.node(1).directory().resolve("notify").toString();
    try (var systemd = new NotifySocketStandIn(socket)) {
      var environment = List.of("env", "NOTIFY_SOCKET=/run/notify", "WATCHDOG_USEC=3000000");
      nodes.set(0, startNodeWithin(environment, 1));
      String first = systemd.next();
      assertTrue(first, first.startsWith("READY=1\nSTATUS=serving pve2: "));
      if (!first.contains(", quorate, ")) {
        awaitMessage(systemd, ", quorate, ");
      }
      awaitMessage(systemd, "WATCHDOG=1");
      cluster.pull(1);
      awaitMessage(systemd, ", no quorum, so read-only, ");
      awaitMessage(systemd, "WATCHDOG=1");
      cluster.plug(1);
      awaitMessage(systemd, ", quorate, ");
    }
  }

  private static void awaitMessage(NotifySocketStandIn systemd, String part) throws Exception {
    String message = systemd.next();
    while (!message.contains(part)) {
      message = systemd.next();
    }
  }

  /** As among processes of one node (mount, item 468). */
  @Test
  public void ofNodesThatTakeALockOneHasIt() {
    awaitAllOnline();
    output(1, "mkdir -p priv/lock");
    awaitOutput(3, "ls -d priv/lock", "priv/lock");
    String taken = output(1, "mkdir priv/lock/l 2>/dev/null && echo taken");
    assertEquals("taken", taken);
    assertEquals("", output(2, "mkdir priv/lock/l 2>/dev/null && echo taken"));
    assertEquals("", output(3, "touch -d @0 priv/lock/l 2>/dev/null && echo taken"));
    assertEquals("", output(1, "rmdir priv/lock/l"));
    awaitOutput(3, "mkdir priv/lock/l && rmdir priv/lock/l && echo free", "free");
  }

  /** Defect D7 of the C server, whose writers wait for ever: a member of the group says nothing. */
  @Test
  public void aSilentMemberHoldsUpNeitherMountNorClientsForEver() throws IOException {
    awaitAllOnline();
    assertEquals("", output(1, "mkdir before"));
    nodes.get(0).terminate();
    nodes.get(0).awaitEnd(Program.PATIENCE);
    nodes.set(0, startNode(1, "--change-timeout=2"));
    awaitAllOnline();
    awaitOutput(1, "mkdir meanwhile && ls -d before", "before");
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try {
      var corosync = Corosync.create(vertx, cluster.node(3).options());
      CpgGroup silent = corosync.group("pve_dcdb_v1\0").join().await();
      Polling.until(() -> inside("stats").contains("START_SYNC"), "the sync");
      String missing = "\"missing\" : [ \"3/";
      Polling.until(() -> inside("stats").contains(missing), "it says for whom it waits");
      String said = output(1, "mkdir late 2>&1 || true");
      assertTrue(said, said.contains("timed out"));
      nodes.get(0).awaitErrorLine("whether they will be made is unknown");
      assertEquals("before\nmeanwhile", output(1, "ls -d before meanwhile"));
      assertTrue(inside("call", "GET_CLUSTER_INFO").contains("\"n3\""));
      silent.leave().await();
    } finally {
      vertx.close().await();
    }
    awaitOutput(2, "ls -d late", "late");
    // each node makes it in its own time
    awaitOutput(1, "ls -d late", "late");
    assertEquals("", output(1, "rmdir late"));
  }

  /** What a command says on the first node, of its service. */
  private String inside(String... command) {
    try (Program program = Program.startWithin(cluster.node(1).inside(List.of()), command)) {
      return program.awaitEnd(Program.PATIENCE).text();
    }
  }
}
