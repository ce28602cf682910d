package dev.qbipc.fuse.channel;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.fuse.wire.InHeader;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.device.NativeBuffer;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Test;

/** The threads that read: how many wait, and what becomes of them while there is no memory. */
public class ReaderGroupTest {

  private static final int FEW = 2;

  private static final int CALLER = 7;
  private static final int OTHER_CALLER = 8;

  /** Of a request that holds its reader up. */
  private static final int SLOW_CALLER = 9;

  private static final int MANY = 1000;

  /** Has requests of the callers that the test names, and ends when the test says so. */
  private static final class Silent implements Channel {
    final BlockingQueue<Integer> requests = new LinkedBlockingQueue<>();
    final AtomicInteger waiting = new AtomicInteger();

    @Override
    public int read(NativeBuffer buffer) {
      waiting.incrementAndGet();
      try {
        int caller = requests.take();
        if (caller < 0) {
          requests.add(caller); // for the others, too
          return caller;
        }
        InHeader.setPid(buffer.bytes(), caller);
        return InHeader.SIZE;
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
    public int write(NativeBuffer buffer, int length) {
      return length;
    }

    @Override
    public int writeFromAnywhere(NativeBuffer buffer, int length) {
      return length;
    }
  }

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
      public long request(NativeBuffer in, int length) {
        handled.incrementAndGet();
        boolean isSlow = InHeader.pid(in.bytes()) == SLOW_CALLER;
        return isSlow ? TimeUnit.MILLISECONDS.toNanos(1) : 0;
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

  /** One caller, after whose requests one reader waits and the other rests. */
  private ReaderGroup oneCaller() {
    ReaderGroup group = group();
    group.start();
    kernel.requests.addAll(List.of(CALLER, CALLER));
    Polling.until(() -> handled.get() == 2, "a request for each reader");
    awaitWaiting(1);
    return group;
  }

  private void awaitWaiting(int count) {
    Polling.until(
        () -> kernel.requests.isEmpty() && kernel.waiting.get() == count, count + " to wait");
  }

  @Test
  public void oneReaderWaitsForACallerThatIsAloneAndTheOthersRestUntilTheyAreCalled() {
    ReaderGroup group = oneCaller();
    kernel.requests.addAll(Collections.nCopies(MANY, CALLER));
    awaitWaiting(1);
    Polling.until(group::call, "one reader to rest while the other waits");
    assertEquals(FEW, group.size());
    awaitWaiting(2);
    assertFalse("nobody rests", group.call());
    kernel.end();
    assertTrue(group.awaitEnd(Patience.LIMIT.toNanos()));
  }

  @Test
  public void whoRestsLeavesAtTheEnd() {
    ReaderGroup group = oneCaller();
    kernel.end();
    assertTrue(group.awaitEnd(Patience.LIMIT.toNanos()));
    assertEquals(FEW, left.get());
  }

  @Test
  public void allWaitWhenCallersTakeTurnsAndOneAgainForTheLastOfThem() {
    ReaderGroup group = oneCaller();
    for (int i = 0; i < MANY; i++) {
      kernel.requests.add(i % 2 == 0 ? CALLER : OTHER_CALLER);
    }
    awaitWaiting(FEW);
    kernel.requests.addAll(Collections.nCopies(MANY, CALLER));
    awaitWaiting(1);
    assertEquals(FEW, group.size());
    kernel.end();
    assertTrue(group.awaitEnd(Patience.LIMIT.toNanos()));
  }

  @Test
  public void anotherWaitsOnceARequestHasHeldItsReaderUp() {
    ReaderGroup group = oneCaller();
    kernel.requests.addAll(List.of(SLOW_CALLER, SLOW_CALLER));
    awaitWaiting(2);
    kernel.end();
    assertTrue(group.awaitEnd(Patience.LIMIT.toNanos()));
  }

  /** Those that were added while all were held up are not needed once they wait. */
  @Test
  public void whoIsOneTooManyLeavesHoweverManyWait() {
    ReaderGroup group = oneCaller();
    group.grow();
    for (int i = 0; i < MANY; i++) {
      kernel.requests.add(i % 2 == 0 ? CALLER : OTHER_CALLER);
    }
    Polling.until(() -> left.get() == 1 && group.size() == FEW, "the third to leave");
    awaitWaiting(FEW);
    assertFalse("nobody rests", group.call());
    kernel.end();
    assertTrue(group.awaitEnd(Patience.LIMIT.toNanos()));
  }
}
