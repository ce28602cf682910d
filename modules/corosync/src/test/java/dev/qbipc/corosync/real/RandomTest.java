package dev.qbipc.corosync.real;

import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * Members, nodes and networks that come and go at random, as two members on the same node see it,
 * one of them on libcpg. {@code scripts/soak --corosync} runs it for longer.
 */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class RandomTest {

  private static final int NODES = 3;
  private static final int STEPS_OF_A_ROUND = 10;
  private static final int PID = 101;

  private static final Duration LENGTH =
      Duration.ofSeconds(Long.getLong("corosync.random.seconds", 15));

  /** What a heap and a heap of C may grow by without a leak, in KiB. */
  private static final long SLACK_KIB = 32 * 1024;

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RealCluster cluster;

  @Rule
  public final Timeout timeout =
      new Timeout(LENGTH.plus(Patience.LIMIT.multipliedBy(5)).toSeconds(), TimeUnit.SECONDS);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

  @BeforeClass
  public static void startCluster() throws IOException {
    cluster = RealCluster.create(FOLDER.getRoot().toPath(), NODES);
    for (int node = 1; node <= NODES; node++) {
      // Rings that form without a reason are welcome here.
      Path configuration = cluster.node(node).configuration();
      String text = Files.readString(configuration);
      Files.writeString(configuration, text.replace("token: 1000", "token: 400"));
    }
    cluster.start();
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

  @Test
  public void item354_whateverComesAndGoesLibcpgSeesTheSameAndNothingLeaks() {
    long seed = Long.getLong("corosync.random.seed", System.nanoTime());
    System.out.println("corosync.random.seed " + seed);
    var random = new Random(seed);
    long begin = System.nanoTime();
    int rounds = 0;
    // Until all code and all memory that is kept has been used.
    round(random, rounds++);
    Held before = Held.now();
    while (rounds < 2 || System.nanoTime() - begin < LENGTH.toNanos()) {
      round(random, rounds++);
    }
    Waiting.until(() -> Held.now().isWithin(before), "no more is held than " + before);
  }

  private void round(Random random, int number) {
    String group = "round " + number;
    Member here = Member.join(vertx, cluster.node(1), group, PID);
    try (var beside = LibcpgMember.join(cluster, 1, group)) {
      var actors = new RandomActors(vertx, cluster, group, random);
      for (int step = 0; step < STEPS_OF_A_ROUND; step++) {
        actors.act(here);
      }
      actors.end();
      Waiting.until(() -> here.group().members().size() == 2, "that all others are gone");
      String end = LogLine.of(here.multicast(Buffer.buffer("the end of " + group)));
      SameLog.assertEqualUntil(here, beside, end);
      assertTrue("ghosts", here.ghosts().isEmpty());
      beside.leave();
    }
    Waiting.value(here.group().leave());
  }

  /** What is held when nobody is connected: by this process, and by corosync on the first node. */
  private record Held(
      long descriptors, long threads, long directories, long heapKib, long corosyncKib) {

    static Held now() {
      System.gc();
      var runtime = Runtime.getRuntime();
      return new Held(
          new File("/proc/self/fd").list().length,
          // Vert.x makes its own as they are needed, up to a number, and the JDK keeps some for a
          // while
          // after a process has ended.
          Thread.getAllStackTraces().keySet().stream()
              .map(Thread::getName)
              .filter(name -> !name.startsWith("vert.x-") && !name.startsWith("process reaper"))
              .count(),
          OwnRings.directories(),
          (runtime.totalMemory() - runtime.freeMemory()) / 1024,
          ProcessMemory.kibibytes(cluster.node(1).corosyncPid()));
    }

    boolean isWithin(Held before) {
      return descriptors <= before.descriptors
          && threads <= before.threads
          && directories == 0
          && heapKib <= before.heapKib + SLACK_KIB
          && corosyncKib <= before.corosyncKib + SLACK_KIB;
    }
  }
}
