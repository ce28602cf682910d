package dev.pmxcfs.ipc.cluster;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.ipc.harness.ClusterNodeFiles;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.corosync.real.RealCluster;
import dev.qbipc.corosync.real.RealCorosync;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/** The packaged program on each of three nodes, with the configuration mounted. */
@Needs({Requirement.NETWORK, Requirement.FUSE})
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

  private Program startNode(int id) throws IOException {
    RealCorosync node = cluster.node(id);
    ClusterNodeFiles.copyTo(node);
    return programs.startService(
        node.inside(List.of()),
        "pve2",
        "serve",
        "--db=/run/data/config.db",
        "--mount=/run/pve",
        "--node=n" + id,
        "--node-address=10.77.0." + id,
        "--corosync-conf=/run/corosync.conf");
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
}
