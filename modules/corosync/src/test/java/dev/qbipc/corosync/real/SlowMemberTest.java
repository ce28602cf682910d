package dev.qbipc.corosync.real;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.corosync.Corosync;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cpg.CpgGroup;
import dev.qbipc.corosync.cpg.CpgOptions;
import dev.qbipc.corosync.fake.Waiting;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** A member that does not keep up, and what that costs here and in corosync. */
@Needs(Requirement.NETWORK)
@RunWith(VertxUnitRunner.class)
public class SlowMemberTest {

  private static final int COUNT = 32_000;
  private static final int SIZE = 1024;

  /** A batch of 1.3 MiB, and what else a heap has. */
  private static final long MOST_HELD = 6 * 1024 * 1024;

  @Rule
  public final Timeout timeout = new Timeout(5 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private RealCorosync node;
  private Corosync corosync;

  @Before
  public void startCorosync() {
    node = RealCorosync.create(folder.getRoot().toPath()).start();
    corosync = Corosync.create(vertx, node.options());
  }

  @After
  public void end() {
    Waiting.value(vertx.close());
    node.close();
  }

  /** Messages are numbered; they come in order, and none is missing. */
  @Test
  public void item330_aPausedMemberHoldsLittleAndGetsAllAfterwards() {
    var next = new AtomicInteger();
    CpgGroup slow =
        corosync
            .group("slow")
            .handler(message -> next.compareAndSet(message.payload().getInt(0), next.get() + 1));
    Waiting.value(slow.join());
    int pid = slow.self().orElseThrow().pid() + 1;
    CpgGroup sender = Waiting.value(corosync.group("slow", new CpgOptions().setPid(pid)).join());
    // Until all code and all buffers that are kept have been used.
    send(sender, 0, COUNT / 10);
    Waiting.until(() -> next.get() == COUNT / 10, "the first messages");
    slow.pause();
    long held = held();
    long corosyncs = ProcessMemory.kibibytes(node.corosyncPid());
    send(sender, COUNT / 10, COUNT);
    assertEquals(COUNT / 10, next.get());
    Waiting.until(() -> held() - held < MOST_HELD, "that no more than a batch is held here");
    long grown = ProcessMemory.kibibytes(node.corosyncPid()) - corosyncs;
    assertTrue("corosync holds " + grown + " KiB", grown > COUNT / 2);
    slow.resume();
    Waiting.until(() -> next.get() == COUNT, "all messages");
  }

  private void send(CpgGroup group, int from, int to) {
    Waiting.value(
        Sender.send(
            vertx,
            group,
            to - from,
            number -> Buffer.buffer(new byte[SIZE]).setInt(0, from + number)));
  }

  /** What is in use, in bytes, on the heap and beside it. */
  private static long held() {
    System.gc();
    long beside =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return beside + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  public void item330_aMemberThatIsPausedForTooLongIsEnded() {
    CpgGroup group =
        corosync.group("too slow", new CpgOptions().setMaxPause(Duration.ofMillis(200)));
    BlockingQueue<CorosyncException> ends = new LinkedBlockingQueue<>();
    group.closeHandler(ends::add);
    Waiting.value(group.join());
    group.pause();
    assertEquals(CorosyncError.TIMEOUT, Waiting.take(ends, "the end").error());
    Waiting.until(() -> !group.isOpen(), "the end of the membership");
  }
}
