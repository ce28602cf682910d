package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.cpg.CpgAddress;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgMessage;
import dev.qbipc.corosync.cpg.CpgReason;
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
import java.nio.file.Path;
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

/** Beside a member on corosync's own library, on another node. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class LibcpgTest {

  private static final int OTHER = 2;

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RealCluster cluster;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

  @BeforeClass
  public static void startCluster() throws IOException {
    Path directory = FOLDER.getRoot().toPath();
    cluster = RealCluster.create(directory, 2).start();
    LibcpgProgram.compile(cluster.node(OTHER).directory());
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

  /** Runs a member on the other node, until it has seen a number of messages. */
  private Future<List<String>> libcpg(String group, int parts, int size, int expected) {
    String command =
        "timeout 120 /run/cpg-member '" + group + "' " + parts + " " + size + " " + expected;
    return vertx.executeBlocking(() -> cluster.node(OTHER).run(command));
  }

  private static Buffer pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = Recording.pattern(i);
    }
    return Buffer.buffer(bytes);
  }

  /** Items 315 and 325. */
  @Test
  public void item315_fragmentsOfLibcpgArePutTogetherHere() {
    Member member = Member.join(vertx, cluster.node(1), "from C", 101);
    Future<List<String>> said = libcpg("from C", 7, 300_007, 1);
    CpgMessage message = member.message();
    assertEquals(OTHER, message.sender().nodeId());
    assertTrue(pattern(7 * 300_007).equals(message.payload()));
    member.awaitLeft(message.sender(), CpgReason.LEAVE);
    CpgAddress self = member.address();
    assertEquals(
        List.of(
            "change members "
                + self
                + " "
                + message.sender()
                + " joined "
                + message.sender()
                + "(1) left",
            "message " + message.sender() + " " + 7 * 300_007 + " right",
            "change members " + self + " joined left " + message.sender() + "(2)",
            "done 0"),
        Waiting.value(said));
  }

  @Test
  public void item315_fragmentsFromHereArePutTogetherByLibcpg() {
    List<Integer> sizes =
        List.of(0, 5, CpgGroup.MAX_FRAGMENT, CpgGroup.MAX_FRAGMENT + 1, 5_000_000);
    Member member = Member.join(vertx, cluster.node(1), "to C", 101);
    member.change();
    Future<List<String>> said = libcpg("to C", 0, 0, sizes.size());
    CpgAddress other = member.change().joined().get(0).member();
    for (int size : sizes) {
      Buffer message = pattern(size);
      int cut = size / 3;
      Waiting.value(
          member.group().multicast(List.of(message.slice(0, cut), message.slice(cut, size))));
    }
    member.awaitLeft(other, CpgReason.LEAVE);
    assertEquals(
        sizes.stream().map(size -> "message " + member.address() + " " + size + " right").toList(),
        Waiting.value(said).stream().filter(line -> line.startsWith("message")).toList());
  }
}
