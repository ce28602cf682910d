package dev.pmxcfs.ipc.soak;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.ipc.cli.base.ModuleOptions;
import dev.pmxcfs.ipc.modules.KnownOperations;
import dev.pmxcfs.ipc.modules.KnownOperations.KnownOperation;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * A client of the real libqb that makes calls of all operations and knows what each has to answer.
 * It hangs up and comes back from time to time.
 */
final class SoakClient {

  static final String NODE = "soaked";
  static final String CONFIG = "storage.cfg";
  static final String CONTENTS = "dir: local\n\tpath /var/lib/vz\n";
  static final String GUEST = "nodes/soaked/qemu-server/100.conf";
  static final String GUEST_CONTENTS = "name: soaked\ntags: a;b\n";
  static final String TOKENS = "priv/token.cfg";
  static final String TOKEN = "root@pam!soak";
  static final String SECRET = "a-secret";

  private static final KnownOperations OPERATIONS =
      KnownOperations.in(new ModuleOptions().directory());
  private static final List<KnownOperation> ALL = OPERATIONS.all();
  private static final int MESSAGE_SIZE = 1024 * 1024;
  private static final int CALLS_PER_CONNECTION = 500;

  private final String service;
  private final String name;
  private final Random random;
  private LibqbClient client;
  private long calls;

  /**
   * @param name no other client's, as it names the statuses that this one sets
   */
  SoakClient(String service, String name, Random random) {
    this.service = service;
    this.name = name;
    this.random = random;
  }

  /** Makes calls until a time has come. Returns how many. */
  long run(long endNanos) {
    while (System.nanoTime() < endNanos) {
      try (var connected = LibqbClient.connect(service, MESSAGE_SIZE)) {
        client = connected;
        for (int i = 0; i < CALLS_PER_CONNECTION && System.nanoTime() < endNanos; i++) {
          call();
        }
      }
    }
    return calls;
  }

  private void call() {
    var operation = ALL.get(random.nextInt(ALL.size()));
    switch (operation.name()) {
      case "GET_FS_VERSION" -> assertHas("\"starttime\"", ask(operation));
      case "GET_CLUSTER_INFO" -> assertHas("\"nodename\"", ask(operation));
      case "GET_GUEST_LIST" -> assertHas("\"100\"", ask(operation));
      case "SET_STATUS", "GET_STATUS" -> setAndGetStatus();
      case "GET_CONFIG" -> assertArrayEquals(bytes(CONTENTS), ask(operation, CONFIG).payload());
      case "LOG_CLUSTER_MSG" ->
          assertEquals(0, ask(operation, "6", "root@pam", name, "message " + calls).error());
      case "GET_CLUSTER_LOG" -> assertHas("\"data\"", ask(operation, "20"));
      case "GET_RRD_DUMP" -> assertEquals(0, ask(operation).error());
      case "GET_GUEST_CONFIG_PROPERTY" -> assertHas("soaked", ask(operation, "100", "name"));
      case "GET_GUEST_CONFIG_PROPERTIES" -> assertHas("a;b", ask(operation, "100", "name", "tags"));
      case "VERIFY_TOKEN" -> {
        assertEquals(0, ask(operation, TOKEN, SECRET).error());
        assertEquals(-Errno.ENOENT, ask(operation, TOKEN, "wrong").error());
      }
      default -> throw new AssertionError("nobody said what " + operation.name() + " answers");
    }
  }

  private void setAndGetStatus() {
    String value = "value " + random.nextLong();
    assertEquals(0, ask(operation("SET_STATUS"), name, value).error());
    assertHas(value, ask(operation("GET_STATUS"), name, NODE));
  }

  private LibqbMessage ask(KnownOperation operation, String... arguments) {
    calls++;
    byte[] payload = operation.encode(List.of(arguments)).getBytes();
    return client.callWhenThereIsRoom(operation.id(), payload);
  }

  private static KnownOperation operation(String name) {
    return OPERATIONS.find(name).orElseThrow();
  }

  private static void assertHas(String text, LibqbMessage answer) {
    assertEquals(0, answer.error());
    String payload = new String(answer.payload(), StandardCharsets.UTF_8);
    assertTrue("no " + text + " in " + payload, payload.contains(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
