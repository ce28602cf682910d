package dev.qbipc.fuse.channel;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.device.NativeBuffer;
import dev.qbipc.testing.Patience;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Test;

/** The threads that read, while there is no memory for one. */
public class ReaderGroupTest {

  private static final int FEW = 2;

  /** Has no requests, and ends when the test says so. */
  private static final class Silent implements Channel {
    final CountDownLatch end = new CountDownLatch(1);

    @Override
    public int read(NativeBuffer buffer) {
      try {
        assertTrue(end.await(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return -Errno.ENODEV;
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
      public void request(NativeBuffer in, int length) {}

      @Override
      public void left() {
        left.incrementAndGet();
      }
    };
  }

  @After
  public void end() {
    kernel.end.countDown();
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
    kernel.end.countDown();
    assertTrue(group.awaitEnd(Patience.LIMIT.toNanos()));
    assertEquals(0, group.size());
    assertEquals(FEW + 1, left.get());
  }
}
