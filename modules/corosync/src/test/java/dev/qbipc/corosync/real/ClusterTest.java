package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgMessage;
import dev.qbipc.corosync.cpg.CpgReason;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Process groups on three nodes. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class ClusterTest {

  private static final int NODES = 3;

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RealCluster cluster;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

  @BeforeClass
  public static void startCluster() {
    cluster = RealCluster.create(FOLDER.getRoot().toPath(), NODES).start();
  }

  @AfterClass
  public static void endCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @After
  public void closeVertx() {
    Waiting.value(vertx.close());
  }

  private Member join(int node, String group) {
    return Member.join(vertx, cluster.node(node), group, 100 + node);
  }

  /** Items 325 and 327. */
  @Test
  public void item325_membersComeAndGoForTheReasonsThatCorosyncHas() {
    Member first = join(1, "reasons");
    Member second = join(2, "reasons");
    first.awaitJoined(second.address(), CpgReason.JOIN);
    Waiting.value(second.group().leave());
    first.awaitLeft(second.address(), CpgReason.LEAVE);

    Waiting.value(second.group().join());
    first.awaitJoined(second.address(), CpgReason.JOIN);
    Waiting.value(second.group().close());
    first.awaitLeft(second.address(), CpgReason.PROCDOWN);

    Waiting.value(second.group().join());
    first.awaitJoined(second.address(), CpgReason.JOIN);
    cluster.pull(2);
    first.awaitLeft(second.address(), CpgReason.NODEDOWN);
    second.awaitLeft(first.address(), CpgReason.NODEDOWN);
    // Each side goes on by itself, and hears nothing of the other's messages afterwards.
    Waiting.value(first.group().multicast(Buffer.buffer("apart 1")));
    Waiting.value(second.group().multicast(Buffer.buffer("apart 2")));
    assertEquals("apart 1", first.message().payload().toString());
    assertEquals("apart 2", second.message().payload().toString());
    cluster.plug(2);
    first.awaitJoined(second.address(), CpgReason.NODEUP);
    second.awaitJoined(first.address(), CpgReason.NODEUP);
    assertEquals(List.of(first.address(), second.address()), first.group().members());
    Waiting.value(first.group().multicast(Buffer.buffer("together")));
    assertEquals("together", first.message().payload().toString());
    assertEquals("together", second.message().payload().toString());
  }

  /** Items 316 and 326: small messages and those in fragments, of three senders at once. */
  @Test
  public void item326_allMembersSeeAllMessagesInTheSameOrder() {
    int rounds = 1000;
    List<Member> members = new ArrayList<>();
    for (int node = 1; node <= NODES; node++) {
      members.add(join(node, "order"));
    }
    Waiting.until(
        () -> members.stream().allMatch(member -> member.group().members().size() == NODES),
        "all members");
    List<Future<Void>> sent = new ArrayList<>();
    for (Member member : members) {
      sent.add(send(member.group(), rounds, 100));
    }
    sent.forEach(Waiting::value);
    List<String> order = new ArrayList<>();
    for (int i = 0; i < NODES * rounds; i++) {
      String text = text(members.get(0).message());
      order.add(text);
      for (Member other : members.subList(1, NODES)) {
        assertEquals("message " + i, text, text(other.message()));
      }
    }
    for (Member member : members) {
      String own = member.address() + " ";
      List<String> numbers =
          order.stream()
              .filter(text -> text.startsWith(own))
              .map(text -> text.split(" ")[1])
              .toList();
      for (int i = 0; i < rounds; i++) {
        assertEquals("of " + own, Integer.toString(i), numbers.get(i));
      }
    }
  }

  /** Numbers, one of so many of which is a message of two fragments. */
  private Future<Void> send(CpgGroup group, int count, int large) {
    return Sender.send(
        vertx,
        group,
        count,
        number -> {
          Buffer message = Buffer.buffer(number + " ");
          return number % large == large - 1
              ? message.appendBytes(new byte[CpgGroup.MAX_FRAGMENT])
              : message;
        });
  }

  private static String text(CpgMessage message) {
    String payload = message.payload().getString(0, Math.min(8, message.payload().length()));
    return message.sender() + " " + payload.split(" ")[0] + " " + message.payload().length();
  }

  @Test
  public void item332_aNodeThatIsKilledUnderLoadCostsNoMessageOfTheOthers() {
    int count = 3000;
    Member first = join(1, "load");
    Member second = join(2, "load");
    Member third = join(3, "load");
    Waiting.until(
        () -> first.group().members().size() == NODES && second.group().members().size() == NODES,
        "all members");
    Future<Void> sent = send(first.group(), count, count + 1);
    third.message();
    cluster.node(3).kill();
    Waiting.value(sent);
    for (int i = 0; i < count; i++) {
      String expected = first.address() + " " + i;
      assertTrue(text(first.message()).startsWith(expected + " "));
      assertTrue(text(second.message()).startsWith(expected + " "));
    }
    cluster.node(3).startOnly();
    cluster.node(3).awaitNodes(NODES);
  }
}
