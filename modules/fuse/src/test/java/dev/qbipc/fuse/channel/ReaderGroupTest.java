package dev.qbipc.fuse.channel;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.device.NativeBuffer;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Test;

/** The threads that read: how many wait, and what becomes of them while there is no memory. */
public class ReaderGroupTest {

  private static final int FEW = 2;

  /** Has the requests that the test gives it, and ends when the test says so. */
  private static final class Silent implements Channel {
    final BlockingQueue<Integer> requests = new LinkedBlockingQueue<>();
    final AtomicInteger waiting = new AtomicInteger();

    @Override
    public int read(NativeBuffer buffer) {
      waiting.incrementAndGet();
      try {
        int length = requests.take();
        if (length < 0) {
          requests.add(length); // for the others, too
        }
        return length;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        waiting.decrementAndGet();
      }
    }

    void end() {
      requests.add(-Errno.ENODEV);
    }

    @Override
    public boolean hasRequest() {
      return !requests.isEmpty();
    }

    @Override
    public int write(NativeBuffer buffer, int length) {
      return length;
    }

    @Override
    public int writeFromAnywhere(NativeBuffer buffer, int length) {
      return length;
    }
  }

  /** The length of a request that has an answer when two readers have taken some. */
  private static final int AWAITS_ANOTHER = 2;

  private final Set<Thread> taking = ConcurrentHashMap.newKeySet();
  private final Silent kernel = new Silent();
  private final AtomicInteger handled = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();
  private boolean fails;
  private int bufferSize = 8192;

  private ReaderGroup group() {
    return new ReaderGroup(
        "test", kernel, bufferSize, FEW, FEW + 1, this::reader, () -> {}, errno -> {});
  }

  private ReaderGroup.Reader reader() {
    if (fails) {
      throw new OutOfMemoryError("as the test wants it");
    }
    return new ReaderGroup.Reader() {
      @Override
      public void request(NativeBuffer in, int length) {
        handled.incrementAndGet();
      }

      @Override
      public void left() {
        left.incrementAndGet();
      }
    };
  }

  @After
  public void end() {
    kernel.end();
  }

  @Test
  public void whoStartsReadersLearnsThatOneCannotBe() {
    fails = true;
    ReaderGroup group = group();
    assertThrows(OutOfMemoryError.class, group::start);
    assertEquals(0, group.size());
    assertTrue(group.isExhausted());
  }

  @Test
  public void aReaderWithoutABufferIsNotLeftBehind() {
    bufferSize = -1;
    ReaderGroup group = group();
    assertThrows(IllegalArgumentException.class, group::start);
    assertEquals(0, group.size());
    assertEquals(1, left.get());
  }

  @Test
  public void theOthersGoOnAndItIsTriedAgain() {
    ReaderGroup group = group();
    group.start();
    fails = true;
    assertThrows(OutOfMemoryError.class, group::grow);
    assertEquals(FEW, group.size());
    fails = false;
    group.grow();
    assertEquals(FEW + 1, group.size());
    assertFalse(group.isExhausted());
    kernel.end();
    assertTrue(group.awaitEnd(Patience.LIMIT.toNanos()));
    assertEquals(0, group.size());
    assertEquals(FEW + 1, left.get());
  }

  @Test
  public void oneReaderWaitsAtATimeAndTheOthersRestUntilTheyAreCalled() {
    ReaderGroup group = group();
    group.start();
    kernel.requests.addAll(List.of(1, 1));
    Polling.until(() -> handled.get() == 2, "a request for each reader");
    Polling.until(group::call, "one reader to rest while the other waits");
    assertEquals(FEW, group.size());
    Polling.until(() -> kernel.waiting.get() == 2, "the other reader to wait");
    assertFalse("nobody rests", group.call());
    kernel.end();
    assertTrue(group.awaitEnd(Patience.LIMIT.toNanos()));
  }

  @Test
  public void whoRestsLeavesAtTheEnd() {
    ReaderGroup group = group();
    group.start();
    kernel.requests.addAll(List.of(1, 1));
    Polling.until(() -> kernel.waiting.get() == 1, "one reader to wait while the other rests");
    kernel.end();
    assertTrue(group.awaitEnd(Patience.LIMIT.toNanos()));
    assertEquals(FEW, left.get());
  }

  @Test
  public void whoRestsIsCalledWhenRequestsComeFasterThanOneReaderAnswersThem() {
    ReaderGroup group = group();
    group.start();
    kernel.requests.addAll(List.of(1, 1));
    Polling.until(() -> kernel.waiting.get() == 1, "one reader to wait while the other rests");
    taking.clear();
    kernel.requests.addAll(Collections.nCopies(100, 1));
    kernel.requests.add(AWAITS_ANOTHER);
    kernel.requests.addAll(Collections.nCopies(100, 1));
    Polling.until(kernel.requests::isEmpty, "all to be taken");
    kernel.end();
    assertTrue(group.awaitEnd(Patience.LIMIT.toNanos()));
  }
}
