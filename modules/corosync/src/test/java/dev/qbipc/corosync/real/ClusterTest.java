package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.cpg.Cpg;
import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgMessage;
import dev.qbipc.corosync.fake.Recording;
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
import java.io.IOException;
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
  public static void startCluster() throws IOException {
    cluster = RealCluster.create(FOLDER.getRoot().toPath(), NODES).start();
    LibcpgProgram.install(cluster);
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

  /** Items 316 and 326: small messages and those in fragments, of one sender here and two in C. */
  @Test
  public void item326_allMembersSeeAllMessagesInTheSameOrder() {
    int each = 3400;
    int large = 20;
    Member here = join(1, "order");
    try (var second = LibcpgMember.join(cluster, 2, "order");
        var third = LibcpgMember.join(cluster, 3, "order")) {
      here.awaitMember(second.address());
      here.awaitMember(third.address());
      List<LibcpgMember> others = List.of(second, third);
      for (LibcpgMember other : others) {
        other.send(each - large, 1, 64);
        other.send(large, 3, 400_000);
      }
      Waiting.value(send(here.group(), each, each / large));
      int all = NODES * each;
      for (LibcpgMember other : others) {
        other.await(lines -> messages(lines).size() == all, "all messages");
      }
      Waiting.until(() -> messages(here.log()).size() == all, "all messages");
      List<String> order = messages(here.log());
      assertEquals(order, messages(second.said()));
      assertEquals(order, messages(third.said()));
      for (LibcpgMember other : others) {
        assertEquals(sentBy(other.address(), each, large), of(other.address(), order));
      }
      List<String> own = new ArrayList<>();
      for (int number = 0; number < each; number++) {
        own.add(LogLine.of(new CpgMessage(here.address(), message(number, each / large))));
      }
      assertEquals(own, of(here.address(), order));
    }
  }

  private static List<String> messages(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("message ")).toList();
  }

  private static List<String> of(CpgAddress sender, List<String> messages) {
    return messages.stream().filter(line -> line.startsWith("message " + sender + " ")).toList();
  }

  /** What a member in C sends: the large ones last. */
  private static List<String> sentBy(CpgAddress sender, int count, int large) {
    List<String> messages = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      byte[] bytes = new byte[number < count - large ? 64 : 3 * 400_000];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (Recording.pattern(i) + number);
      }
      messages.add(LogLine.of(new CpgMessage(sender, Buffer.buffer(bytes))));
    }
    return messages;
  }

  private Future<Void> send(CpgGroup group, int count, int large) {
    return Sender.send(vertx, group, count, number -> message(number, large));
  }

  /** A number; one of so many is a message of two fragments. */
  private static Buffer message(int number, int large) {
    Buffer message = Buffer.buffer(number + " ");
    return number % large == large - 1
        ? message.appendBytes(new byte[CpgGroup.MAX_FRAGMENT])
        : message;
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
    Cpg asking = Waiting.value(Corosync.create(vertx, cluster.node(1).options()).cpg());
    cluster.node(3).kill();
    // Corosync may answer nobody, even of what it knows by itself, until the ring has formed.
    var asked = asking.members("load");
    Waiting.value(sent);
    assertTrue(Waiting.value(asked).contains(first.address()));
    for (int i = 0; i < count; i++) {
      String expected = first.address() + " " + i;
      assertTrue(text(first.message()).startsWith(expected + " "));
      assertTrue(text(second.message()).startsWith(expected + " "));
    }
    cluster.node(3).startOnly();
    cluster.node(3).awaitNodes(NODES);
  }
}
