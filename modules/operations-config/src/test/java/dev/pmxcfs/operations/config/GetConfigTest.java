package dev.pmxcfs.operations.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.Cluster;
import dev.pmxcfs.state.NodeState;
import dev.pmxcfs.state.RecordedDatabase;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationModule;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.test.FakeConnection;
import dev.qbipc.test.FakeRequest;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;

/** Operation 6 (operations, section 4.6; items 16 and 68 to 78). */
public class GetConfigTest {

  private static final int ID = 6;
  private static final int HEADER = 24;
  private static final int RECORDED = 46;
  private static final byte[] NOTHING = {};

  @Rule public NodeState node = NodeState.recorded(RecordedDatabase.CONFIG_02);

  @Test
  public void moduleIsFoundByTheServiceLoader() {
    OperationModule<?> module = ServiceLoader.load(OperationModule.class).findFirst().orElseThrow();
    assertEquals("operations-config", module.name());
    assertEquals(Cluster.class, module.stateType());
  }

  @Test
  public void moduleHasOperations6And11To13() {
    assertEquals(Set.of(ID, 11, 12, 13), new ConfigOperations().operations(node.state()).keySet());
  }

  /** All recorded requests; but where the C server gives secrets away (defect D1), EPERM. */
  @Test
  public void items68To77_recordedAnswers() {
    assertEquals(RECORDED, RecordedAnswer.all().size());
    for (RecordedAnswer recorded : RecordedAnswer.all()) {
      FakeRequest request = ask(recorded.request());
      if (recorded.isDefectD1()) {
        assertEquals(recorded.name(), -Errno.EPERM, request.error());
        assertEquals(recorded.name(), 0, request.replied().length);
      } else {
        assertEquals(recorded.name(), recorded.error(), request.error());
        assertArrayEquals(recorded.name(), recorded.payload(), request.replied());
      }
    }
  }

  @Test
  public void withoutPayload() {
    assertFailed(Errno.EINVAL, request(NOTHING));
    assertFailed(Errno.EINVAL, request(NOTHING).claimLength(8 - 16));
  }

  @Test
  public void item16_pathEndsWithTheLengthTheClientClaims() {
    assertFailed(Errno.ENOENT, request("storage.cfg\0".getBytes(UTF_8)).claimLength(4));
    assertReplied("pub", request("privx.cfg\0".getBytes(UTF_8)).claimLength(6));
  }

  @Test
  public void item72_lastByteCountsAsNul() {
    assertFailed(Errno.ENOENT, request("storage.cfg".getBytes(UTF_8)));
    assertReplied("dir: local\n\tpath /var/lib/vz\n", request("storage.cfgX".getBytes(UTF_8)));
  }

  @Test
  public void longestPathIsJustNotFound() {
    byte[] path = "/".repeat(FakeConnection.PERL_MESSAGE_SIZE - 16).getBytes(UTF_8);
    assertFailed(Errno.ENOENT, request(path));
    byte[] deep = "a/".repeat(FakeConnection.PERL_MESSAGE_SIZE / 2 - 8).getBytes(UTF_8);
    assertFailed(Errno.ENOENT, request(deep));
  }

  /** The C server sends what the client cannot read (defect D12). */
  @Test
  public void item78_fileBeyondTheNegotiatedSizeIsRefused() {
    byte[] path = "storage.cfg\0".getBytes(UTF_8);
    int exact = HEADER + "dir: local\n\tpath /var/lib/vz\n".length();
    FakeConnection fits = FakeConnection.readWrite().withMaxMessageSize(exact);
    FakeConnection tooSmall = FakeConnection.readWrite().withMaxMessageSize(exact - 1);
    assertReplied("dir: local\n\tpath /var/lib/vz\n", FakeRequest.of(ID, path, fits));
    assertFailed(Errno.EFBIG, FakeRequest.of(ID, path, tooSmall));
  }

  private static FakeRequest request(byte[] payload) {
    return FakeRequest.of(ID, payload, FakeConnection.readWrite());
  }

  private FakeRequest ask(FakeRequest request) {
    OperationVerticle operation = new ConfigOperations().operations(node.state()).get(ID).get();
    return request.answeredBy(operation);
  }

  private void assertReplied(String expected, FakeRequest request) {
    ask(request);
    assertEquals(0, request.error());
    assertEquals(expected, new String(request.replied(), UTF_8));
  }

  private void assertFailed(int errno, FakeRequest request) {
    ask(request);
    assertEquals(-errno, request.error());
    assertEquals(0, request.replied().length);
  }
}
