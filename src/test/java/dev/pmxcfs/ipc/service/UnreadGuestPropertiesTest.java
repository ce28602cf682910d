package dev.pmxcfs.ipc.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.harness.InProcess;
import dev.pmxcfs.ipc.harness.Program;
import dev.pmxcfs.ipc.harness.Programs;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.libqb.ChildProcess;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.Pile;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A client of the group asks for properties of all guests on many connections, and reads no answer:
 * more than the heap holds. Others have their answers all the time.
 */
@Needs({Requirement.ROOT, Requirement.SHARED_MEMORY})
public class UnreadGuestPropertiesTest {

  private static final int GET_FS_VERSION = 1;
  private static final int GET_CLUSTER_INFO = 2;
  private static final int GET_GUEST_CONFIG_PROPERTIES = 13;

  private static final int WWW_DATA = 33;
  private static final int GUESTS = 2000;
  private static final List<String> KEYS =
      List.of(
          "agent", "bios", "boot", "cores", "cpu", "machine", "memory", "name", "numa", "onboot",
          "ostype", "scsihw", "sockets", "tags", "vmgenid");
  private static final String VALUE = "twenty characters ok";

  private static final int MESSAGE_SIZE = 1 << 20;
  private static final int CONNECTIONS = 150;
  private static final int REQUESTS = 3;
  private static final int CALLS = 50;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  @Rule public final Programs programs = new Programs();

  private final String service = Program.newService();

  @Before
  public void serve() throws IOException {
    Path directory = folder.newFolder("etc-pve").toPath();
    Path guests = Files.createDirectories(directory.resolve("nodes/one/qemu-server"));
    String config =
        KEYS.stream().map(key -> key + ": " + VALUE + "\n").collect(Collectors.joining());
    for (int i = 0; i < GUESTS; i++) {
      Files.writeString(guests.resolve(100 + i + ".conf"), config);
    }
    programs.startService(
        service, "serve", "--service", service, "--config-dir", directory.toString());
  }

  /** All guests, the keys, and one that there is not. */
  private static byte[] payload() {
    String names = String.join("\0", KEYS) + "\0no-such\0";
    return ("\0\0\0\0" + (char) (KEYS.size() + 1) + names).getBytes(UTF_8);
  }

  private ChildProcess attack() {
    return new Pile(CONNECTIONS, REQUESTS, MESSAGE_SIZE)
        .start(service, WWW_DATA, GET_GUEST_CONFIG_PROPERTIES, payload());
  }

  private static void assertAnswers(LibqbClient client) {
    for (int i = 0; i < CALLS; i++) {
      assertEquals(0, client.call(GET_FS_VERSION, new byte[0]).error());
    }
  }

  private void assertServesNewcomers() {
    try (var client = LibqbClient.connect(service, MESSAGE_SIZE)) {
      assertEquals(0, client.call(GET_CLUSTER_INFO, new byte[0]).error());
    }
  }

  private JsonObject protection() {
    var result = InProcess.run("stats", "--service", service);
    assertEquals(result.errors().toString(), 0, result.status());
    return new JsonObject(result.text()).getJsonObject("protection");
  }

  @Test
  public void othersHaveTheirAnswersWhileAndAfter() {
    try (var honest = LibqbClient.connect(service, MESSAGE_SIZE)) {
      // The first time the server has not seen a request.
      for (int time = 1; time <= 2; time++) {
        long dropped = time == 1 ? 0 : protection().getLong("responsesNotHeld");
        try (var attacker = attack()) {
          assertAnswers(honest);
          Eventually.assertBecomes(
              "responses are dropped",
              true,
              () -> protection().getLong("responsesNotHeld") > dropped);
          assertAnswers(honest);
          assertServesNewcomers();
          attacker.kill();
        }
        assertAnswers(honest);
        assertServesNewcomers();
      }
      var answer =
          honest.sendReceive(
              GET_GUEST_CONFIG_PROPERTIES, payload(), (int) Patience.LIMIT.toMillis());
      assertEquals(0, answer.error());
      int held = CONNECTIONS * answer.payload().length;
      assertTrue("all together take " + held, held > 128 << 20);
      assertEquals(0, (long) protection().getLong("failedConnections"));
    }
  }
}
