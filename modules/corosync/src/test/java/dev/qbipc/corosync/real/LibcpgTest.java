package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgMessage;
import dev.qbipc.corosync.cpg.CpgReason;
import dev.qbipc.corosync.fake.Recording;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
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

/** Beside a member on corosync's own library, on another node, by the transport of production. */
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
    cluster = RealCluster.create(FOLDER.getRoot().toPath(), 2, "knet").start();
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

  private static Buffer pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = Recording.pattern(i);
    }
    return Buffer.buffer(bytes);
  }

  /** As the groups of C pmxcfs. */
  @Test
  public void item320_aNameWithItsNulIsAnotherGroupThanWithoutIt() {
    Member without = Member.join(vertx, cluster.node(1), "counted", 103);
    Member with = Member.join(vertx, cluster.node(1), "counted\0", 104);
    try (var other = LibcpgMember.join(cluster, OTHER, "counted\0")) {
      other.send(1, 1, 10);
      assertEquals(other.address(), with.message().sender());
      assertEquals(1, without.group().members().size());
    }
  }

  @Test
  public void item315_fragmentsOfLibcpgArePutTogetherHere() {
    Member member = Member.join(vertx, cluster.node(1), "from C", 101);
    try (var other = LibcpgMember.join(cluster, OTHER, "from C")) {
      other.send(1, 7, 300_007);
      CpgMessage message = member.message();
      assertEquals(other.address(), message.sender());
      assertTrue(pattern(7 * 300_007).equals(message.payload()));
      other.leave();
      member.awaitLeft(other.address(), CpgReason.LEAVE);
      SameLog.assertEqualUntil(member, other, " left " + other.address() + "(2)");
    }
  }

  @Test
  public void item315_fragmentsFromHereArePutTogetherByLibcpg() {
    List<Integer> sizes =
        List.of(0, 5, CpgGroup.MAX_FRAGMENT, CpgGroup.MAX_FRAGMENT + 1, 5_000_000);
    Member member = Member.join(vertx, cluster.node(1), "to C", 101);
    try (var other = LibcpgMember.join(cluster, OTHER, "to C")) {
      for (int size : sizes) {
        Buffer message = pattern(size);
        int cut = size / 3;
        Waiting.value(
            member.group().multicast(List.of(message.slice(0, cut), message.slice(cut, size))));
      }
      sizes.forEach(size -> member.message());
      other.leave();
      SameLog.assertEqualUntil(member, other, " left " + other.address() + "(2)");
    }
  }
}
