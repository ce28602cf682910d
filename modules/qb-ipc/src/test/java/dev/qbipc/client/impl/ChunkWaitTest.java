package dev.qbipc.client.impl;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.ring.ChunkReader;
import dev.qbipc.ring.ChunkWriter;
import dev.qbipc.ring.Ring;
import dev.qbipc.ring.RingOwner;
import dev.qbipc.testing.Patience;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/** The client's sleep, the way of new kernels and that of old ones. */
@RunWith(Parameterized.class)
public class ChunkWaitTest {

  private static final long LONG = Patience.LIMIT.multipliedBy(2).toNanos();
  private static final int DATA_SIZE = (int) ChunkDescriptor.dataSize(0, Processes.pageSize());

  private final ChunkWait wait;
  private Path directory;
  private Path base;
  private Ring ring;
  private ChunkReader reader;
  private ChunkWriter writer;

  public ChunkWaitTest(boolean twoWords) {
    wait = new ChunkWait(twoWords);
  }

  @Parameterized.Parameters(name = "two words at once: {0}")
  public static Boolean[] ways() {
    return new Boolean[] {true, false};
  }

  @Before
  public void createRing() throws IOException, SystemCallException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "qb-wait-");
    base = directory.resolve("qb-response-x");
    ring = Ring.create(base.toString(), DATA_SIZE, new RingOwner(0, 0, 0600));
    reader = ring.reader(0);
    writer = ring.writer();
  }

  @After
  public void removeRing() throws IOException {
    ring.unmap();
    Files.delete(Path.of(base + Ring.HEADER_SUFFIX));
    Files.delete(Path.of(base + Ring.DATA_SUFFIX));
    Files.delete(directory);
  }

  private void post() {
    writer.claim(0);
    writer.commit(0);
  }

  /** Starts a wait on another thread, and returns when that sleeps. */
  private CompletableFuture<Boolean> sleep() throws IOException {
    var waiting = CompletableFuture.supplyAsync(() -> wait.await(reader, LONG));
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (waiters() == 0) {
      assertTrue("nobody sleeps", System.nanoTime() < end);
      Thread.onSpinWait();
    }
    return waiting;
  }

  /** What the writer's sem_post looks at. */
  private int waiters() throws IOException {
    var value = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    try (var header = FileChannel.open(Path.of(base + Ring.HEADER_SUFFIX))) {
      header.read(value, RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET);
    }
    return value.getInt(0);
  }

  private static boolean result(CompletableFuture<Boolean> waiting) throws Exception {
    return waiting.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  public void postEndsTheSleep() throws Exception {
    var waiting = sleep();
    post();
    assertTrue(result(waiting));
    assertEquals(0, waiters());
  }

  @Test
  public void interruptEndsTheSleep() throws Exception {
    var waiting = sleep();
    wait.interrupt();
    assertFalse(result(waiting));
    assertEquals(0, waiters());
  }

  @Test
  public void nobodySleepsAfterAnInterrupt() {
    wait.interrupt();
    assertFalse(wait.await(reader, LONG));
    post();
    assertTrue(wait.await(reader, LONG));
  }

  @Test
  public void chunkThatIsThereIsNotWaitedFor() {
    post();
    assertTrue(wait.await(reader, LONG));
    assertTrue(wait.await(reader, 0));
  }

  @Test
  public void sleepEndsWithItsTime() {
    assertFalse(wait.await(reader, 0));
    assertFalse(wait.await(reader, Duration.ofMillis(120).toNanos()));
  }
}
