package dev.pmxcfs.ipc.cli.corosync;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.startsWith;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import dev.pmxcfs.ipc.harness.ExpectedStatus;
import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import dev.qbipc.testing.corosync.CorosyncNode;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Where no corosync runs, or it does not answer, a command says so in a line and ends. */
@RunWith(VertxUnitRunner.class)
public class CorosyncOutageTest {

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("status"),
          List.of("status", "--json"),
          List.of("members", "--json"),
          List.of("cmap", "get", "totem.token"),
          List.of("cmap", "list", "--json"),
          List.of("watch"),
          List.of("watch", "--json"));

  /** This machine may be busy. */
  private static final String PATIENT = "--timeout=" + Patience.LIMIT.toSeconds();

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path directory;

  @Before
  public void findDirectory() {
    directory = folder.getRoot().toPath();
  }

  private static String sockets(Path directory) {
    return "--socket-directory=" + directory;
  }

  private static void fails(String why, List<String> command, String... options) {
    List<String> all = new ArrayList<>(List.of("corosync"));
    all.addAll(command);
    all.addAll(List.of(options));
    Program.Result result = Program.run(all.toArray(String[]::new));
    assertEquals(all.toString(), ExpectedStatus.of(result), result.status());
    assertEquals("", result.text());
    assertEquals(result.errors().toString(), 1, result.errors().size());
    assertThat(result.errors().get(0), containsString("pmxcfs-ipc: " + why));
  }

  @Test
  public void aCorosyncThatDoesNotRunIsOneLine() {
    for (List<String> command : COMMANDS) {
      fails("corosync does not run here", command, PATIENT, sockets(directory));
    }
  }

  @Test
  @Needs(Requirement.NETWORK)
  public void aCorosyncThatDoesNotAnswerIsOneLine() {
    try (var node = new CorosyncNode(directory).start()) {
      node.mustRun("kill -STOP " + node.corosyncPid());
      for (List<String> command : COMMANDS) {
        fails("corosync does not answer", command, "--timeout=1", sockets(node.socketDirectory()));
      }
      node.mustRun("kill -CONT " + node.corosyncPid());
    }
  }

  /** Then each node is quorate for ever, and nobody counts votes. */
  @Test
  @Needs(Requirement.NETWORK)
  public void aClusterNeedsNoProviderOfQuorum() throws IOException {
    try (var node = new CorosyncNode(directory)) {
      String text = Files.readString(node.configuration());
      Files.writeString(
          node.configuration(), text.replace("  provider: corosync_votequorum\n", ""));
      node.startOnly();
      String[] status = {"corosync", "status", "--json", PATIENT, sockets(node.socketDirectory())};
      Waiting.until(() -> InProcess.run(status).status() == 0, "corosync");
      var json = new JsonObject(InProcess.run(status).text());
      assertEquals(true, json.getBoolean("quorate"));
      assertThat(json.getString("ringId"), startsWith("1."));
      assertFalse(json.encode(), json.containsKey("votes"));
      assertThat(
          InProcess.run("corosync", "members", PATIENT, sockets(node.socketDirectory())).text(),
          containsString(" 1  n1    127.0.0.1      -  member (this node)"));
    }
  }

  /** As on all machines but those of these tests: its sockets have abstract names. */
  @Test
  @Needs({Requirement.NETWORK, Requirement.ROOT})
  public void corosyncIsFoundWhereItsClientsLookForIt() throws IOException {
    try (var node = new CorosyncNode(directory)) {
      Files.delete(node.directory().resolve("etc/libqb/force-filesystem-sockets"));
      node.start();
      var network = List.of("nsenter", "--net=/proc/" + node.pid() + "/ns/net");
      try (var program = Program.startWithin(network, "corosync", "status", "--json", PATIENT)) {
        Program.Result result = program.awaitEnd(Program.PATIENCE);
        assertEquals(result.errors().toString(), 0, result.status());
        assertEquals(1, new JsonObject(result.text()).getInteger("nodeId").intValue());
      }
    }
  }

  @Test
  public void aDirectoryForSocketsThatCannotBeOneIsNamed() {
    Path missing = directory.resolve("missing");
    fails(missing + ": there is no such directory", List.of("status"), sockets(missing));
    fails("corosync does not run here", List.of("status"), PATIENT, sockets(directory));
  }
}
