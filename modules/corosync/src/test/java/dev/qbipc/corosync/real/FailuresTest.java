package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cpg.Cpg;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgOptions;
import dev.qbipc.corosync.cpg.CpgReason;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Members, nodes and networks that fail, as our member and one on libcpg beside it see them. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class FailuresTest {

  private static final int HERE = 1;
  private static final int THERE = 2;
  private static final int NODES = 2;
  private static final int PID = 101;

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

  private Member join(String group) {
    return Member.join(vertx, cluster.node(HERE), group, PID);
  }

  private static void restartThere() {
    cluster.node(THERE).startOnly();
    cluster.node(THERE).awaitNodes(NODES);
    cluster.node(HERE).awaitNodes(NODES);
  }

  @Test
  public void item325_membersGoForTheReasonsThatLibcpgSees() {
    String group = "reasons";
    Member watcher = join(group);
    try (var beside = LibcpgMember.join(cluster, HERE, group);
        var leaving = LibcpgMember.join(cluster, THERE, group)) {
      leaving.leave();
      watcher.awaitLeft(leaving.address(), CpgReason.LEAVE);

      var killed = LibcpgMember.join(cluster, THERE, group);
      killed.kill();
      watcher.awaitLeft(killed.address(), CpgReason.PROCDOWN);

      var onDeadNode = LibcpgMember.join(cluster, THERE, group);
      cluster.node(THERE).kill();
      watcher.awaitLeft(onDeadNode.address(), CpgReason.NODEDOWN);
      onDeadNode.awaitEnd();
      restartThere();

      var onStoppedNode = LibcpgMember.join(cluster, THERE, group);
      cluster.node(THERE).stop();
      watcher.awaitLeft(onStoppedNode.address(), CpgReason.PROCDOWN);
      onStoppedNode.awaitEnd();
      SameLog.assertEqualUntil(watcher, beside, " left " + onStoppedNode.address() + "(5)");
    } finally {
      restartThere();
    }
  }

  /** Items 325 and 327. */
  @Test
  public void item327_bothSidesOfAPartitionGoOnAndHearNothingOldAfterwards() {
    String group = "partition";
    Member here = join(group);
    try (var beside = LibcpgMember.join(cluster, HERE, group);
        var there = LibcpgMember.join(cluster, THERE, group)) {
      here.awaitMember(there.address());
      cluster.pull(THERE);
      here.awaitLeft(there.address(), CpgReason.NODEDOWN);
      there.await(".* left.* " + here.address() + "\\(3\\).*");
      Waiting.value(here.group().multicast(Buffer.buffer("apart")));
      there.send(1, 1, "apart".length());
      assertEquals("apart", here.message().payload().toString());
      there.await("message " + there.address() + " .*");

      cluster.plug(THERE);
      here.awaitJoined(there.address(), CpgReason.NODEUP);
      there.await(".* joined.* " + here.address() + "\\(4\\).*");
      Waiting.value(here.group().multicast(Buffer.buffer("once more together")));
      there.await("message " + here.address() + " .*");
      there.send(1, 1, "together".length());
      assertEquals("once more together", here.message().payload().toString());
      assertEquals("together".length(), here.message().payload().length());
      there.leave();
      SameLog.assertEqualUntil(here, beside, " left " + there.address() + "(2)");
      assertEquals(
          List.of("apart".length(), "once more together".length(), "together".length()),
          lengths(there.events()));
    }
  }

  /** The network is cut until the token is lost, and no longer. */
  @Test
  public void item328_aNewRingWithTheSameMembersIsNoChange() {
    Member here = join("hiccup");
    Member there = Member.join(vertx, cluster.node(THERE), "hiccup", PID);
    here.awaitMember(there.address());
    Waiting.until(() -> isHiccup(here, there), "a ring that forms in time");
    assertEquals(List.of(here.address(), there.address()), here.group().members());
  }

  private static boolean isHiccup(Member here, Member there) {
    here.awaitMember(there.address());
    Waiting.until(() -> here.group().ring().isPresent(), "a ring");
    final var before = here.group().ring().orElseThrow();
    int told = here.log().size();
    long losses = tokenLosses();
    cluster.pull(THERE);
    Waiting.until(() -> tokenLosses() > losses, "the loss of the token");
    cluster.plug(THERE);
    Waiting.until(
        () -> {
          List<String> log = here.log();
          String last = log.get(log.size() - 1);
          return last.startsWith("ring ") && last.endsWith(" nodes 1 2") && log.size() > told;
        },
        "a ring of both nodes");
    boolean isHiccup = here.log().stream().skip(told).allMatch(line -> line.endsWith(" nodes 1 2"));
    if (isHiccup) {
      assertTrue(before.sequence() < here.group().ring().orElseThrow().sequence());
    }
    return isHiccup;
  }

  private static long tokenLosses() {
    return cluster.node(HERE).log().stream()
        .filter(line -> line.contains("token timed out"))
        .count();
  }

  @Test
  public void item329_aConnectionWithoutListenersIsReadAsWell() {
    int rounds = 5;
    var corosync = Corosync.create(vertx, cluster.node(HERE).options());
    Cpg asking = Waiting.value(corosync.cpg());
    CpgGroup deaf = Waiting.value(corosync.group("deaf", new CpgOptions().setPid(PID + 1)).join());
    Member reading = join("deaf");
    for (int round = 0; round < rounds; round++) {
      cluster.node(THERE).stop();
      reading.awaitRing(HERE);
      restartThere();
      reading.awaitRing(HERE, THERE);
    }
    // More than the ring holds.
    Waiting.value(
        Sender.send(vertx, reading.group(), 3000, number -> Buffer.buffer(new byte[1024])));
    Waiting.until(() -> Waiting.value(asking.groups()).contains("deaf"), "the group");
    assertTrue(deaf.isOpen());
    Waiting.until(FailuresTest::isNothingQueued, "that nothing waits in corosync");
  }

  /** By corosync's statistics of our connections, of which there are at least three. */
  private static boolean isNothingQueued() {
    String connection = "stats.ipcs.service2." + ProcessHandle.current().pid() + ".";
    List<String> queues =
        cluster.node(HERE).run("corosync-cmapctl -m stats " + connection).stream()
            .filter(line -> line.contains(".queued "))
            .toList();
    return queues.size() >= 3 && queues.stream().allMatch(line -> line.endsWith(" = 0"));
  }

  @Test
  public void item317_whatASenderDoesNotFinishIsDropped() {
    String group = "half";
    Member here = join(group);
    int pid = PID + 1;
    try (var beside = LibcpgMember.join(cluster, HERE, group)) {
      HalfMessage.send(vertx, cluster.node(THERE), group, pid).leave();
      HalfMessage.send(vertx, cluster.node(THERE), group, pid).die();
      Member there = Member.join(vertx, cluster.node(THERE), group, pid);
      Buffer whole = Buffer.buffer(new byte[CpgGroup.MAX_FRAGMENT + 1]);
      Waiting.value(there.group().multicast(whole));
      Waiting.value(there.group().leave());
      assertEquals(whole, here.message().payload());
      SameLog.assertEqualUntil(here, beside, " left " + there.address() + "(2)");
      assertEquals(1, here.log().stream().filter(line -> line.startsWith("message ")).count());
    }
  }

  /** A member on the other node comes and goes all the time, one stays. */
  @Test
  public void item318_aMessageIsSeenWholeOrNotAtAllAndItsSenderKnows() {
    String group = "interrupted";
    Member sender = join(group);
    var changing = new AtomicBoolean(true);
    List<Integer> whole = new ArrayList<>();
    int interrupted = 0;
    try (var staying = LibcpgMember.join(cluster, THERE, group)) {
      CpgGroup restless =
          Corosync.create(vertx, cluster.node(THERE).options())
              .group(group, new CpgOptions().setPid(PID + 1));
      Future<Void> changed = comeAndGo(restless, changing);
      for (int number = 1; whole.isEmpty() || interrupted == 0; number++) {
        int length = 2 * CpgGroup.MAX_FRAGMENT + number;
        var sent = sender.group().multicast(Buffer.buffer(new byte[length]));
        CorosyncException failure =
            Waiting.value(
                sent.<CorosyncException>mapEmpty()
                    .recover(cause -> Future.succeededFuture((CorosyncException) cause)));
        if (failure == null) {
          whole.add(length);
        } else {
          assertEquals(CorosyncError.INTERRUPT, failure.error());
          interrupted++;
        }
        if (interrupted > 0) {
          // Those that follow are not disturbed.
          changing.set(false);
        }
      }
      changing.set(false);
      Waiting.value(changed);
      String end = LogLine.of(sender.multicast(Buffer.buffer("the end")));
      staying.await(lines -> lines.contains(end), "the end");
      Waiting.until(() -> sender.log().contains(end), "the end");
      List<Integer> seen = lengths(sender.log());
      assertEquals(seen, lengths(staying.events()));
      // Those whose fragments were all taken are lost too if the change came behind the last.
      seen.remove(seen.size() - 1);
      assertTrue(seen + " of " + whole, whole.containsAll(seen));
    }
  }

  private static Future<Void> comeAndGo(CpgGroup group, AtomicBoolean again) {
    Promise<Void> ended = Promise.promise();
    comeAndGo(group, again, ended);
    return ended.future();
  }

  private static void comeAndGo(CpgGroup group, AtomicBoolean again, Promise<Void> ended) {
    group
        .join()
        .compose(joined -> joined.leave())
        .onFailure(ended::fail)
        .onSuccess(
            left -> {
              if (again.get()) {
                comeAndGo(group, again, ended);
              } else {
                ended.complete();
              }
            });
  }

  private static List<Integer> lengths(List<String> events) {
    return events.stream()
        .filter(line -> line.startsWith("message "))
        .map(line -> Integer.valueOf(line.split(" ")[2]))
        .collect(Collectors.toList());
  }
}
