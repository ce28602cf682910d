package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.cpg.CpgChange;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgMessage;
import dev.qbipc.corosync.cpg.CpgMovement;
import dev.qbipc.corosync.cpg.CpgReason;
import dev.qbipc.corosync.cpg.CpgRing;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Process groups on one node. */
@Needs(Requirement.NETWORK)
public class CpgTest {

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RealCorosync node;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final BlockingQueue<CpgMessage> messages = new LinkedBlockingQueue<>();
  private final BlockingQueue<CpgChange> changes = new LinkedBlockingQueue<>();
  private final BlockingQueue<CpgRing> rings = new LinkedBlockingQueue<>();
  private Corosync corosync;

  @BeforeClass
  public static void startCorosync() {
    node = RealCorosync.create(FOLDER.getRoot().toPath()).start();
  }

  @AfterClass
  public static void endCorosync() {
    if (node != null) {
      node.close();
    }
  }

  @Before
  public void connect() {
    corosync = Corosync.create(vertx, node.options());
  }

  @After
  public void closeVertx() {
    Waiting.value(vertx.close());
  }

  private CpgGroup group(String name) {
    return corosync
        .group(name)
        .handler(messages::add)
        .changeHandler(changes::add)
        .ringHandler(rings::add);
  }

  @Test
  public void item312_aJoinIsFollowedByTheChangeWithOneselfAndTheRing() {
    CpgGroup group = Waiting.value(group("alpha").join());
    CpgChange change = Waiting.take(changes, "a change");
    var self = group.self().orElseThrow();
    assertEquals(1, self.nodeId());
    assertEquals(ProcessHandle.current().pid(), self.pid());
    assertEquals(List.of(self), change.members());
    assertEquals(List.of(new CpgMovement(self, CpgReason.JOIN)), change.joined());
    assertEquals(List.of(), change.left());
    CpgRing ring = Waiting.take(rings, "a ring");
    assertEquals(List.of(1), ring.nodeIds());
    assertEquals(1, ring.id().nodeId());
    assertEquals(List.of(self), group.members());
  }

  @Test
  public void item313_messagesOfAllSizesComeBackEqual() {
    CpgGroup group = Waiting.value(group("sizes").join());
    int most = CpgGroup.MAX_FRAGMENT;
    for (int size : new int[] {0, 1, 7, 1024, 65536, most, most + 1, 3 * most + 1}) {
      Buffer sent = Buffer.buffer(pattern(size));
      Waiting.value(group.multicast(sent));
      CpgMessage received = Waiting.take(messages, "a message of " + size);
      assertTrue("a message of " + size, sent.equals(received.payload()));
      assertEquals(group.self().orElseThrow(), received.sender());
    }
  }

  private static byte[] pattern(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (7 * i);
    }
    return bytes;
  }

  @Test
  public void item321_afterLeavingTheGroupCanBeJoinedAgain() {
    CpgGroup group = group("again");
    for (int round = 0; round < 3; round++) {
      Waiting.value(group.join());
      var self = group.self().orElseThrow();
      assertEquals(
          List.of(new CpgMovement(self, CpgReason.JOIN)),
          Waiting.take(changes, "the join").joined());
      Waiting.value(group.leave());
      CpgChange left = Waiting.take(changes, "the leave");
      assertEquals(List.of(new CpgMovement(self, CpgReason.LEAVE)), left.left());
      assertEquals(List.of(), left.members());
      assertEquals(List.of(), group.members());
    }
  }
}
