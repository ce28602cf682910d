package dev.pmxcfs.ipc.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.ClusterNodeFiles;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.corosync.real.RealCluster;
import dev.qbipc.corosync.real.RealCorosync;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Polling;
import dev.qbipc.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The sessions of calls that the tests of the mount play, on a node among three: in a cluster with
 * a quorum each call gives what it gives by itself (mount, item 508).
 */
@Needs({Requirement.NETWORK, Requirement.FUSE, Requirement.PYTHON})
public class ServedSessionsTest {

  /** Of the tests of the mount. */
  private static final Path SESSIONS =
      Path.of("../modules/pmxcfs-mount/src/test/resources").toAbsolutePath().normalize();

  private static final int NODES = 3;
  private static final int MANY = 8;

  /** As the sessions begin that need no fresh tree, a quorum or hours. */
  private static final String IN_ANY_TREE = "(any)";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private RealCluster cluster;
  private final List<Program> nodes = new ArrayList<>();

  /** The first node has the name of that on which the sessions were recorded. */
  @Before
  public void start() throws IOException {
    cluster = RealCluster.create(folder.getRoot().toPath(), NODES);
    for (int id = 1; id <= NODES; id++) {
      Path file = cluster.node(id).configuration();
      Files.writeString(file, Files.readString(file).replace("name: n1", "name: testnode"));
    }
    cluster.start();
    for (int id = 1; id <= NODES; id++) {
      nodes.add(startNode(id));
    }
    Polling.until(() -> run("grep -c '\"online\": 1' .members").contains("3"), "all to be online");
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
        "--node=" + (id == 1 ? "testnode" : "n" + id),
        "--node-address=10.77.0." + id,
        "--corosync-conf=/run/corosync.conf");
  }

  /** What a command prints in the mount of the first node, and its status behind "done ". */
  private List<String> run(String command) {
    return cluster.node(1).run("cd /run/pve && " + command);
  }

  /** The recorded ones are in a tree with some directories, the others in one without. */
  @Test
  public void sessionsGiveWhatTheyGiveByThemselves() throws IOException {
    List<String> differences = new ArrayList<>();
    for (Path session : sessions("recorded")) {
      empty();
      run("mkdir -p priv nodes/testnode");
      differences.addAll(differences(session));
    }
    for (Path session : sessions("specified")) {
      empty();
      differences.addAll(differences(session));
    }
    assertEquals(String.join("\n", differences), List.of(), differences);
  }

  /** Of what earlier sessions have left; the rest is built in, and stays. */
  private void empty() {
    run(
        "find . -mindepth 1 -maxdepth 1 -not -name corosync.conf -not -name '.*' -not -type l -print0 | xargs -0 rm -rf --");
  }

  private static List<Path> sessions(String directory) throws IOException {
    try (Stream<Path> files = Files.list(SESSIONS.resolve(directory))) {
      List<Path> sessions = files.filter(ServedSessionsTest::isForAnyTree).sorted().toList();
      assertTrue(sessions.toString(), sessions.size() >= MANY);
      return sessions;
    }
  }

  private static boolean isForAnyTree(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return file.toString().endsWith(".txt")
          && lines
              .limit(2)
              .anyMatch(line -> line.startsWith("# script ") && line.endsWith(IN_ANY_TREE));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> differences(Path session) throws IOException {
    String name = session.getFileName().toString().replaceAll("^40-mount-|\\.txt$", "");
    List<String> said =
        run(
            "python3 "
                + SESSIONS.resolve("specified/play.py")
                + " /run/pve "
                + name
                + " /run/got 2>&1");
    assertEquals(said.toString(), "done 0", said.get(said.size() - 1));
    Path directory = cluster.node(1).directory();
    Files.write(directory.resolve("want"), comparable(session));
    Files.write(directory.resolve("got"), comparable(directory.resolve("got")));
    List<String> compared =
        run(
            "python3 "
                + SESSIONS.resolve("recorded/mountdrive.py")
                + " compare /run/want /run/got");
    return compared.get(compared.size() - 1).equals("done 0") ? List.of() : compared;
  }

  /** A node in a cluster has members, the file that names them, and the log of all of them. */
  private static List<String> comparable(Path session) throws IOException {
    return Files.readAllLines(session).stream()
        .filter(line -> !line.contains("\".members\"") && !line.contains("cat(\".clusterlog\")"))
        .map(line -> line.replace("corosync.conf ", ""))
        .toList();
  }
}
