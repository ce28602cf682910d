package dev.pmxcfs.ipc.cli.corosync;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.ExpectedStatus;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import dev.qbipc.testing.corosync.CorosyncNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** The commands for corosync, beside what corosync's own tools say of the same node. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class CorosyncTest {

  private static final JsonObject N1 =
      new JsonObject().put("id", 1).put("name", "n1").put("address", "127.0.0.1");

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static CorosyncNode node;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @BeforeClass
  public static void startCorosync() {
    node = new CorosyncNode(FOLDER.getRoot().toPath()).start();
  }

  @AfterClass
  public static void endCorosync() {
    if (node != null) {
      node.close();
    }
  }

  private static Program.Result result(String... arguments) {
    List<String> all = new ArrayList<>(List.of("corosync"));
    all.addAll(List.of(arguments));
    if (!all.contains("--timeout")) {
      all.add("--timeout=" + Patience.LIMIT.toSeconds());
    }
    all.add("--socket-directory=" + node.socketDirectory());
    return InProcess.run(all.toArray(String[]::new));
  }

  private static String run(String... arguments) {
    Program.Result result = result(arguments);
    assertEquals(result.errors().toString(), 0, result.status());
    assertEquals(List.of(), result.errors());
    return result.text();
  }

  private static void fails(String why, String... arguments) {
    Program.Result result = result(arguments);
    assertEquals(ExpectedStatus.of(result), result.status());
    assertEquals("", result.text());
    assertEquals(result.errors().toString(), 1, result.errors().size());
    assertThat(result.errors().get(0), containsString("pmxcfs-ipc: " + why));
  }

  /** What corosync's tool prints, without the shell's own last line. */
  private static List<String> tool(String command) {
    List<String> said = node.run(command);
    assertEquals("done 0", said.get(said.size() - 1));
    return said.subList(0, said.size() - 1);
  }

  private static String ring() {
    Matcher ring =
        Pattern.compile("Ring ID: +(\\S+)")
            .matcher(String.join("\n", node.run("corosync-quorumtool -s")));
    assertTrue(ring.find());
    return ring.group(1);
  }

  @Test
  public void statusIsAnObjectOfJson() {
    JsonObject status = new JsonObject(run("status", "--json"));
    assertEquals(true, status.getBoolean("quorate"));
    assertEquals(1, status.getInteger("nodeId").intValue());
    assertEquals(ring(), status.getString("ringId"));
    assertEquals(new JsonArray().add(N1), status.getJsonArray("members"));
    assertEquals(
        new JsonObject().put("total", 1).put("expected", 1).put("needed", 1),
        status.getJsonObject("votes"));
  }

  @Test
  public void statusIsShort() {
    assertEquals(
        List.of(
            "quorate:  yes (1 of 1 votes, 1 needed)",
            "node:     1 (n1)",
            "ring:     " + ring(),
            "members:  1 of 1 nodes",
            "",
            "ID  NAME  ADDRESS    VOTES  STATE",
            " 1  n1    127.0.0.1      1  member (this node)"),
        run("status").lines().toList());
  }

  @Test
  public void membersAreAllNodes() {
    assertEquals(
        List.of(
            "ID  NAME  ADDRESS    VOTES  STATE", " 1  n1    127.0.0.1      1  member (this node)"),
        run("members").lines().toList());
    assertEquals(
        new JsonArray().add(N1.copy().put("member", true).put("local", true).put("votes", 1)),
        new JsonArray(run("members", "--json")));
  }

  @Test
  public void aKeyHasAValue() {
    assertEquals("test\n", run("cmap", "get", "totem.cluster_name"));
    assertEquals("1000\n", run("cmap", "get", "totem.token"));
    assertEquals(
        new JsonObject().put("key", "totem.token").put("type", "u32").put("value", 1000),
        new JsonObject(run("cmap", "get", "totem.token", "--json")));
    node.mustRun("corosync-cmapctl -s test.largest u64 18446744073709551615");
    assertThat(
        run("cmap", "get", "--json", "test.largest"),
        containsString("\"value\":18446744073709551615}"));
    node.mustRun("corosync-cmapctl -s test.ratio dbl 0.5");
    assertEquals(
        0.5, new JsonObject(run("cmap", "get", "--json", "test.ratio")).getDouble("value"), 0);
  }

  @Test
  public void keysAreListedAsCorosyncsToolListsThem() {
    for (String prefix : List.of("totem.", "nodelist.", "runtime.votequorum.")) {
      assertEquals(
          tool("corosync-cmapctl " + prefix), run("cmap", "list", prefix).lines().toList());
    }
    List<String> all = run("cmap", "list").lines().toList();
    assertTrue(all.toString(), all.containsAll(tool("corosync-cmapctl totem.")));
    assertTrue(all.toString(), all.contains("quorum.provider (str) = corosync_votequorum"));
    var array = new JsonArray(run("cmap", "list", "nodelist.node.0.name", "--json"));
    assertEquals(
        new JsonArray()
            .add(
                new JsonObject()
                    .put("key", "nodelist.node.0.name")
                    .put("type", "str")
                    .put("value", "n1")),
        array);
    assertEquals("", run("cmap", "list", "no.such.key"));
    assertEquals("[ ]\n", run("cmap", "list", "no.such.key", "--json"));
  }

  @Test
  public void aKeyThatIsNotThereIsNamed() {
    fails("corosync's map has no key no.such.key", "cmap", "get", "no.such.key");
  }

  @Test
  public void aTimeThatIsNoneIsNotUnderstood() {
    for (String time : List.of("0", "-1", "3601")) {
      Program.Result result = result("status", "--timeout", time);
      assertEquals(2, result.status());
      assertThat(result.errors().get(0), containsString("--timeout must be 1 to 3600: " + time));
    }
  }
}
