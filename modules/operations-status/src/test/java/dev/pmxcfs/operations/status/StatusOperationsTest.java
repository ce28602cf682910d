package dev.pmxcfs.operations.status;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.api.Cluster;
import dev.pmxcfs.state.ManualClock;
import dev.pmxcfs.state.NodeState;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.test.FakeConnection;
import dev.qbipc.test.FakeRequest;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/**
 * Operations 4, 5 and 10 (operations, sections 4.4, 4.5 and 4.9; items 5, 49 to 67 and 100 to 106,
 * 111).
 */
public class StatusOperationsTest {

  private static final int GET_FS_VERSION = 1;
  private static final int GET_CLUSTER_INFO = 2;
  private static final long STATUS_RECORDING = 1_795_533_495;
  private static final byte[] NOTHING = {};
  private static final String KEYS = "\"kvstore\": {\n\"testnode\": {\n";

  /** The case in which the C server's answer is no JSON (defect D4). */
  private static final int QUOTE_IN_KEY = 29;

  private final ManualClock clock = new ManualClock(STATUS_RECORDING);

  @Rule public NodeState node = NodeState.fresh(clock);

  private Map<Integer, Supplier<? extends OperationVerticle>> operations;

  @Before
  public void makeOperations() {
    operations = new StatusOperations().operations(node.state());
  }

  @Test
  public void moduleIsFoundByTheServiceLoader() {
    OperationModule<?> module = ServiceLoader.load(OperationModule.class).findFirst().orElseThrow();
    assertEquals("operations-status", module.name());
    assertEquals(Cluster.class, module.stateType());
  }

  @Test
  public void moduleHasOperations4And5And10() {
    assertEquals(Set.of(4, 5, 10), operations.keySet());
  }

  /** All of recording 03; operations 1 and 2 answer from the same state. */
  @Test
  public void items49To67_recordedAnswers() {
    List<RecordedAnswer> recording = RecordedAnswer.all("status.txt");
    assertEquals(56, recording.size());
    for (RecordedAnswer recorded : recording) {
      if (recorded.id() == GET_FS_VERSION) {
        assertFsVersion(recorded);
      } else if (recorded.id() == GET_CLUSTER_INFO) {
        assertArrayEquals(recorded.name(), recorded.payload(), node.state().clusterInfo());
      } else {
        FakeRequest request = ask(recorded.again());
        assertEquals(recorded.name(), recorded.error(), request.error());
        assertArrayEquals(recorded.name(), recorded.payload(), request.replied());
      }
    }
  }

  /** Keys come in any order. */
  private void assertFsVersion(RecordedAnswer recorded) {
    String expected = new String(recorded.payload(), ISO_8859_1);
    if (recorded.number() == QUOTE_IN_KEY) {
      expected = expected.replace("q\"uote", "q\\\"uote");
    }
    String actual = new String(node.state().fsVersion(), ISO_8859_1);
    assertEquals(recorded.name(), withoutKeys(expected), withoutKeys(actual));
    assertEquals(recorded.name(), keys(expected), keys(actual));
    assertEquals(recorded.name(), expected.length(), actual.length());
  }

  private static String withoutKeys(String fsVersion) {
    return fsVersion.substring(0, fsVersion.indexOf(KEYS) + KEYS.length())
        + fsVersion.substring(fsVersion.lastIndexOf("}\n}\n}\n"));
  }

  private static Set<String> keys(String fsVersion) {
    int start = fsVersion.indexOf(KEYS) + KEYS.length();
    return Set.of(fsVersion.substring(start, fsVersion.lastIndexOf("}\n}\n}\n")).split(",\n"));
  }

  /** All of recording 05; but every dump ends in a NUL (defect D8). Lines come in any order. */
  @Test
  public void items100To106And111_d8_recordedAnswers() {
    List<RecordedAnswer> recording = RecordedAnswer.all("rrd.txt");
    assertEquals(37, recording.size());
    for (RecordedAnswer recorded : recording) {
      clock.set(recorded.seconds());
      if (recorded.id() == GET_FS_VERSION) {
        assertTrue(new String(node.state().fsVersion(), UTF_8).endsWith(KEYS + "}\n}\n}\n"));
      } else {
        FakeRequest request = ask(recorded.again());
        assertEquals(recorded.name(), recorded.error(), request.error());
        assertEquals(recorded.name(), lines(recorded.payload()), lines(request.replied()));
        if (recorded.id() == GetRrdDump.ID) {
          assertEquals(recorded.name(), 0, request.replied()[request.replied().length - 1]);
        }
      }
    }
  }

  /** The lines of a dump, sorted, without the NUL. */
  private static List<String> lines(byte[] dump) {
    String text = new String(dump, ISO_8859_1);
    String withoutNul = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
    return Arrays.stream(withoutNul.split("\n")).sorted().toList();
  }

  @Test
  public void item5_dumpTakesNoPayload() {
    assertFailed(Errno.EINVAL, dump(new byte[1]));
    assertFailed(Errno.EINVAL, dump(NOTHING).claimLength(-8));
  }

  @Test
  public void item61_readOnlyConnectionMustNotSetWhateverItSends() {
    FakeConnection connection = FakeConnection.readOnly();
    assertFailed(Errno.EPERM, FakeRequest.of(SetStatus.ID, NOTHING, connection));
    assertFailed(Errno.EPERM, FakeRequest.of(SetStatus.ID, NOTHING, connection).claimLength(-8));
    assertFailed(Errno.EPERM, FakeRequest.of(SetStatus.ID, new byte[40_000], connection));
  }

  @Test
  public void item62_shortPayloadsAreRefused() {
    FakeConnection connection = FakeConnection.readWrite();
    assertFailed(Errno.EINVAL, FakeRequest.of(SetStatus.ID, new byte[255], connection));
    assertFailed(Errno.EINVAL, FakeRequest.of(GetStatus.ID, new byte[511], connection));
    assertFailed(Errno.EINVAL, FakeRequest.of(SetStatus.ID, NOTHING, connection).claimLength(-8));
    assertFailed(Errno.EINVAL, FakeRequest.of(GetStatus.ID, NOTHING, connection).claimLength(-8));
  }

  /** The order of the checks: the value's length before what the key says of it. */
  @Test
  public void item63_longValuesAreRefusedUnderEveryKey() {
    for (String key : new String[] {"kv/a", "nodeip", "rrd/pve-node-9.0/n"}) {
      assertFailed(Errno.EFBIG, StatusRequests.setBytes(key, new byte[32_769]));
    }
    assertFailed(Errno.ENOMEM, StatusRequests.setBytes("nodeip", new byte[32_768]));
    assertFailed(Errno.ENOMEM, StatusRequests.setBytes("rrd/x", new byte[32_768]));
  }

  @Test
  public void valueIsKeptWhenTheRequestIsGone() {
    FakeRequest request = StatusRequests.set("kv/a", "before");
    ask(request);
    ask(StatusRequests.set("kv/b", "after!"));
    assertReplied("before\0", StatusRequests.get("kv/a", ""));
  }

  @Test
  public void nodeNameFieldWithoutANulEndsWithItsLastByte() {
    ask(StatusRequests.set("kv/a", "value"));
    assertFailed(Errno.ENOENT, StatusRequests.get("kv/a", "n".repeat(256)));
  }

  /** The C server sends what the client cannot read (defect D12). */
  @Test
  public void answersBeyondTheNegotiatedSizeAreRefused() {
    String value = "x".repeat(99);
    ask(StatusRequests.set("kv/a", value));
    ask(StatusRequests.set("rrd/a", value));
    byte[] key = Arrays.copyOf("kv/a".getBytes(UTF_8), 512);
    assertLargest(value + "\0", GetStatus.ID, key);
    assertLargest("a:" + value + "\n\0", GetRrdDump.ID, NOTHING);
  }

  /** Asserts that a client gets an answer that just fits its buffer, and none with a byte less. */
  private void assertLargest(String answer, int id, byte[] payload) {
    int header = 24;
    FakeConnection fits = FakeConnection.readWrite().withMaxMessageSize(header + answer.length());
    FakeConnection tooSmall =
        FakeConnection.readWrite().withMaxMessageSize(header + answer.length() - 1);
    assertReplied(answer, FakeRequest.of(id, payload, fits));
    assertFailed(Errno.EFBIG, FakeRequest.of(id, payload, tooSmall));
  }

  /** A payload of just a key removes it; one of just a key and a node is enough to get it. */
  @Test
  public void item62_shortestPayloads() {
    ask(StatusRequests.set("kv/a", "value"));
    assertReplied("value\0", StatusRequests.get("kv/a", ""));
    assertReplied("", StatusRequests.setBytes("kv/a", NOTHING));
    assertFailed(Errno.ENOENT, StatusRequests.get("kv/a", ""));
  }

  @Test
  public void item63_longestValuesAreTaken() {
    String longest = "x".repeat(32_768);
    assertReplied("", StatusRequests.setBytes("kv/a", longest.getBytes(UTF_8)));
    assertReplied(longest, StatusRequests.get("kv/a", ""));
    assertReplied("", StatusRequests.set("rrd/a", "x".repeat(4094)));
    assertFailed(Errno.ENOMEM, StatusRequests.set("rrd/b", "x".repeat(4095)));
    assertReplied("a:" + "x".repeat(4094) + "\n\0", dump(NOTHING));
    assertReplied("", StatusRequests.set("nodeip", "x".repeat(254)));
    assertFailed(Errno.ENOMEM, StatusRequests.set("nodeip", "y".repeat(255)));
    assertEquals(
        Map.of(ByteString.of("testnode"), ByteString.of("x".repeat(254))),
        node.state().status().current().addresses());
  }

  /** A string of C has its NUL; what is behind one is not part of it. */
  @Test
  public void item65_stringsEndWithANul() {
    assertFailed(Errno.ENOMEM, StatusRequests.setBytes("nodeip", NOTHING));
    assertFailed(Errno.ENOMEM, StatusRequests.setBytes("nodeip", new byte[] {'x'}));
    assertFailed(Errno.ENOMEM, StatusRequests.setBytes("rrd/a", NOTHING));
    assertFailed(Errno.ENOMEM, StatusRequests.setBytes("rrd/a", new byte[] {'x'}));
    assertReplied("", StatusRequests.setBytes("rrd/a", new byte[] {'x', 0, 'y', 0}));
    assertReplied("a:x\n\0", dump(NOTHING));
  }

  /** One such key makes the C server's answer unreadable for all clients. */
  @Test
  public void d4_answerCanBeReadWhateverTheKeys() {
    for (int b = 1; b < 256; b++) {
      byte[] payload = new byte[257];
      payload[0] = (byte) b;
      payload[1] = 'k';
      ask(FakeRequest.of(SetStatus.ID, payload, FakeConnection.readWrite()));
    }
    String answer = new String(node.state().fsVersion(), UTF_8);
    assertTrue(answer.indexOf('\ufffd') < 0);
    JsonObject keys = new JsonObject(answer).getJsonObject("kvstore").getJsonObject("testnode");
    assertEquals(255, keys.size());
    assertTrue(keys.containsKey("\"k") && keys.containsKey("\\k") && keys.containsKey("\u00ffk"));
  }

  private static FakeRequest dump(byte[] payload) {
    return FakeRequest.of(GetRrdDump.ID, payload, FakeConnection.readWrite());
  }

  private FakeRequest ask(FakeRequest request) {
    return request.answeredBy(operations.get(request.id()).get());
  }

  private void assertReplied(String expected, FakeRequest request) {
    ask(request);
    assertEquals(0, request.error());
    assertEquals(expected, new String(request.replied(), ISO_8859_1));
  }

  private void assertFailed(int errno, FakeRequest request) {
    ask(request);
    assertEquals(-errno, request.error());
    assertEquals(0, request.replied().length);
  }
}
