package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cpg.Cpg;
import dev.qbipc.corosync.cpg.CpgChange;
import dev.qbipc.corosync.cpg.CpgEntry;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgMessage;
import dev.qbipc.corosync.cpg.CpgMovement;
import dev.qbipc.corosync.cpg.CpgOptions;
import dev.qbipc.corosync.cpg.CpgReason;
import dev.qbipc.corosync.cpg.CpgRing;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Process groups on one node. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class CpgTest {

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RealCorosync node;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

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

  @Test
  public void item308_aHandlerMayAskSendAndClose() {
    CpgGroup group = group("handlers");
    BlockingQueue<CorosyncException> ends = new LinkedBlockingQueue<>();
    group.closeHandler(ends::add);
    group.changeHandler(change -> group.multicast(Buffer.buffer("first")));
    group.handler(
        message -> {
          messages.add(message);
          if (message.payload().toString().equals("first")) {
            corosync
                .cpg()
                .compose(cpg -> cpg.members("handlers").eventually(cpg::close))
                .onSuccess(members -> group.multicast(Buffer.buffer(members.size() + " member")));
          } else {
            group.close();
          }
        });
    Waiting.value(group.join());
    assertEquals("first", Waiting.take(messages, "a message").payload().toString());
    assertEquals("1 member", Waiting.take(messages, "a message").payload().toString());
    assertEquals(Errno.ENOTCONN, Waiting.take(ends, "the end").errno());
  }

  @Test
  public void item320_namesOfOneAndOf128Bytes() {
    for (String name : List.of("n", "n".repeat(128))) {
      CpgGroup group = Waiting.value(group(name).join());
      Waiting.value(group.multicast(Buffer.buffer(name)));
      assertEquals(name, Waiting.take(messages, "a message").payload().toString());
      Waiting.value(group.leave());
    }
  }

  @Test
  public void item321_aSecondMemberNeedsAnotherProcessId() {
    CpgGroup group = Waiting.value(group("twice").join());
    var refusal = assertThrows(CorosyncException.class, () -> Waiting.value(group.join()));
    assertEquals(CorosyncError.EXIST, refusal.error());
    CpgGroup other = corosync.group("twice");
    refusal = assertThrows(CorosyncException.class, () -> Waiting.value(other.join()));
    assertEquals(CorosyncError.EXIST, refusal.error());
    int pid = group.self().orElseThrow().pid() + 1;
    CpgGroup second = corosync.group("twice", new CpgOptions().setPid(pid));
    Waiting.value(second.join());
    Waiting.until(() -> group.members().size() == 2, "both members");
    assertEquals(List.of(group.self().orElseThrow(), second.self().orElseThrow()), group.members());
  }

  @Test
  public void item322_aGroupThatWasClosedCanBeJoinedAtOnce() {
    CpgGroup group = group("at once");
    for (int round = 0; round < 20; round++) {
      Waiting.value(group.join());
      Waiting.value(group.close());
    }
  }

  @Test
  public void item324_groupsAndTheirMembersAreListed() {
    Cpg cpg = Waiting.value(corosync.cpg());
    assertEquals(1, Waiting.value(cpg.localNodeId()).intValue());
    assertEquals(List.of(), Waiting.value(cpg.members("listed 1")));
    CpgGroup one = Waiting.value(corosync.group("listed 1").join());
    CpgGroup two = Waiting.value(corosync.group("listed 2").join());
    var self = one.self().orElseThrow();
    Waiting.until(
        () -> Waiting.value(cpg.groups()).containsAll(List.of("listed 1", "listed 2")), "both");
    assertEquals(List.of(self), Waiting.value(cpg.members("listed 1")));
    assertTrue(
        Waiting.value(cpg.entries())
            .containsAll(List.of(new CpgEntry("listed 1", self), new CpgEntry("listed 2", self))));
    Waiting.value(one.leave());
    Waiting.value(two.leave());
    Waiting.until(
        () -> Waiting.value(cpg.groups()).stream().noneMatch(name -> name.startsWith("listed")),
        "none");
    Waiting.value(cpg.close());
  }

  @Test
  public void item331_aFloodIsHeldBackAndLosesNothing() {
    int count = 1000;
    CpgGroup group = Waiting.value(group("flood").join());
    var sent =
        Sender.send(
            vertx, group, count, number -> Buffer.buffer(new byte[65536]).setInt(0, number));
    for (int i = 0; i < count; i++) {
      Buffer payload = Waiting.take(messages, "message " + i).payload();
      assertEquals(65536, payload.length());
      assertEquals(i, payload.getInt(0));
    }
    Waiting.value(sent);
  }
}
