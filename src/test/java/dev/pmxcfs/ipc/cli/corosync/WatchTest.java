package dev.pmxcfs.ipc.cli.corosync;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.corosync.real.RealCluster;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** What is told of two nodes while they come and go. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class WatchTest {

  /** What a shell calls the end by Ctrl-C. */
  private static final int INTERRUPTED = 130;

  /** This machine may be busy. */
  private static final String PATIENT = "--timeout=" + Patience.LIMIT.toSeconds();

  @Rule
  public final Timeout timeout = new Timeout(7 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private RealCluster cluster;

  @Before
  public void start() {
    cluster = RealCluster.create(folder.getRoot().toPath(), 2).start();
  }

  @After
  public void end() {
    cluster.close();
  }

  private String sockets() {
    return "--socket-directory=" + cluster.node(1).socketDirectory();
  }

  private Program watch(String... options) {
    return programs.startWithin(List.of(), arguments(options));
  }

  private String[] arguments(String... options) {
    var all = new ArrayList<>(List.of("corosync", "watch"));
    all.addAll(List.of(options));
    all.addAll(List.of(PATIENT, sockets()));
    return all.toArray(String[]::new);
  }

  /** The first object from now on that is as it should be; a busy machine may have more rings. */
  private static JsonObject await(Program watch, Predicate<JsonObject> condition) {
    while (true) {
      String line = watch.readLine();
      assertNotNull("the end of " + watch.errorLines(), line);
      var object = new JsonObject(line);
      if (condition.test(object)) {
        return object;
      }
    }
  }

  private static List<String> names(JsonObject object, String list) {
    return object.getJsonArray(list).stream()
        .map(node -> ((JsonObject) node).getString("name"))
        .toList();
  }

  private static boolean hasMembers(JsonObject object, String... names) {
    return object.getString("event").equals("state")
        && names(object, "members").equals(List.of(names));
  }

  @Test
  public void eachChangeIsALineAndSoIsAnOutage() {
    Program watch = watch("--json");
    JsonObject first = await(watch, line -> true);
    assertTrue(first.encode(), hasMembers(first, "n1", "n2"));
    assertEquals(true, first.getBoolean("quorate"));
    assertEquals(new JsonArray(), first.getJsonArray("joined"));
    cluster.pull(2);
    JsonObject lost = await(watch, line -> hasMembers(line, "n1"));
    assertEquals(List.of("n2"), names(lost, "left"));
    assertEquals(false, lost.getBoolean("quorate"));
    cluster.plug(2);
    JsonObject healed = await(watch, line -> hasMembers(line, "n1", "n2"));
    assertEquals(List.of("n2"), names(healed, "joined"));
    assertEquals(true, healed.getBoolean("quorate"));
    cluster.node(1).kill();
    await(watch, line -> line.getString("event").equals("lost"));
    cluster.node(1).startOnly();
    JsonObject back = await(watch, line -> true);
    assertEquals("state", back.getString("event"));
    assertEquals(new JsonArray(), back.getJsonArray("left"));
    watch.interrupt();
    Program.Result result = watch.awaitEnd(Program.PATIENCE);
    assertEquals(INTERRUPTED, result.status());
    assertEquals(List.of(), result.errors());
    Waiting.until(() -> rings(watch).isEmpty(), "the end of the connection's memory");
  }

  /** Named after the process of corosync and that of its client. */
  private static List<Path> rings(Program watch) {
    try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("qb-\\d+-" + watch.pid() + "-.*"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  public void linesAreForPeople() {
    Program watch = watch();
    String line = watch.readLine();
    assertTrue(
        line,
        line.matches(
            "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  quorate      ring 1\\.[0-9a-f]+"
                + "  members n1, n2"));
    cluster.node(2).kill();
    while (!line.matches(".*  not quorate  ring .*  members n1  left n2")) {
      line = watch.readLine();
      assertNotNull("the end of " + watch.errorLines(), line);
    }
    cluster.node(1).kill();
    while (!line.endsWith("  corosync has ended; waiting until it is back")) {
      line = watch.readLine();
      assertNotNull("the end of " + watch.errorLines(), line);
    }
  }

  @Test
  public void statusAndMembersKnowWhoIsAbsent() {
    cluster.node(2).kill();
    String[] members = {"corosync", "members", PATIENT, sockets()};
    String[] status = {"corosync", "status", "--json", PATIENT, sockets()};
    Waiting.until(
        () -> new JsonObject(InProcess.run(status).text()).getJsonArray("members").size() == 1,
        "the loss of a node");
    assertEquals(
        List.of(
            "ID  NAME  ADDRESS    VOTES  STATE",
            " 1  n1    10.77.0.1      1  member (this node)",
            " 2  n2    10.77.0.2      1  absent"),
        InProcess.run(members).text().lines().toList());
    assertEquals(false, new JsonObject(InProcess.run(status).text()).getBoolean("quorate"));
  }
}
