package dev.pmxcfs.operations.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.Cluster;
import dev.pmxcfs.state.NodeState;
import dev.pmxcfs.state.RecordedDatabase;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.test.FakeConnection;
import dev.qbipc.test.FakeRequest;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Operations 1, 2 and 3 (operations, sections 4.1 to 4.3; items 1 to 4, 13, 28, 29). */
public class ClusterOperationsTest {

  private static final byte[] NOTHING = {};
  private static final int SIZE_FIELD_8 = 8 - 16;

  @Rule public NodeState node = NodeState.recorded(RecordedDatabase.CONFIG_02);

  private Map<Integer, Supplier<? extends OperationVerticle>> operations;

  @Before
  public void makeOperations() {
    operations = new ClusterOperations().operations(node.state());
  }

  @Test
  public void moduleIsFoundByTheServiceLoader() {
    OperationModule<?> module = ServiceLoader.load(OperationModule.class).findFirst().orElseThrow();
    assertEquals("operations-cluster", module.name());
    assertEquals(Cluster.class, module.stateType());
  }

  @Test
  public void moduleHasOperations1To3() {
    assertEquals(Set.of(1, 2, 3), operations.keySet());
  }

  @Test
  public void item1_fsVersion() {
    assertAnswered(node.state().fsVersion(), request(1, NOTHING));
    assertTrue(new String(node.state().fsVersion(), UTF_8).startsWith("{\n\"starttime\": "));
  }

  @Test
  public void item28_clusterInfo() {
    byte[] expected = "{\n\"nodename\": \"testnode\",\n\"version\": 0\n}\n".getBytes(UTF_8);
    assertAnswered(expected, request(2, NOTHING));
  }

  @Test
  public void item41_guestList() {
    assertAnswered(node.state().guestList(), request(3, NOTHING));
    assertTrue(
        new String(node.state().guestList(), UTF_8).startsWith("{\n\"version\": 1,\n\"ids\": {\n"));
  }

  @Test
  public void readOnlyConnectionsAreAnsweredToo() {
    for (int id : operations.keySet()) {
      assertEquals(0, ask(FakeRequest.of(id, NOTHING, FakeConnection.readOnly())).error());
    }
  }

  @Test
  public void items2To4_payloadIsRefused() {
    for (int id : operations.keySet()) {
      assertFailed(Errno.EINVAL, request(id, new byte[] {0}));
      assertFailed(Errno.EINVAL, request(id, "abcd".getBytes(UTF_8)));
    }
  }

  @Test
  public void item13_sizeBelowTheHeadersIsRefused() {
    for (int id : operations.keySet()) {
      assertFailed(Errno.EINVAL, request(id, NOTHING).claimLength(SIZE_FIELD_8));
    }
  }

  /** The C server sends what the client cannot read (defect D12). */
  @Test
  public void answerBeyondTheNegotiatedSizeIsRefused() {
    int header = 24;
    for (int id : operations.keySet()) {
      byte[] answer = ask(request(id, NOTHING)).replied();
      int exact = header + answer.length;
      FakeConnection fits = FakeConnection.readOnly().withMaxMessageSize(exact);
      FakeConnection tooSmall = FakeConnection.readOnly().withMaxMessageSize(exact - 1);
      assertAnswered(answer, FakeRequest.of(id, NOTHING, fits));
      assertFailed(Errno.EFBIG, FakeRequest.of(id, NOTHING, tooSmall));
    }
  }

  private static FakeRequest request(int id, byte[] payload) {
    return FakeRequest.of(id, payload, FakeConnection.readWrite());
  }

  private FakeRequest ask(FakeRequest request) {
    return request.answeredBy(operations.get(request.id()).get());
  }

  private void assertAnswered(byte[] expected, FakeRequest request) {
    ask(request);
    assertEquals(0, request.error());
    assertArrayEquals(expected, request.replied());
  }

  private void assertFailed(int errno, FakeRequest request) {
    ask(request);
    assertEquals(-errno, request.error());
    assertEquals(0, request.replied().length);
  }
}
