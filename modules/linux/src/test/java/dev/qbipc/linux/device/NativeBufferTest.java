package dev.qbipc.linux.device;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.libc.FailingLibc;
import dev.qbipc.linux.process.Processes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.Rule;
import org.junit.Test;

/** What buffers take of the memory, as the kernel counts it. */
public class NativeBufferTest {

  private static final int SIZE = 1024 * 1024 + 8192;
  private static final int PAGE = Processes.pageSize();
  private static final int PAGES = SIZE / PAGE;

  /** Those at both ends are shared with the allocator's own bookkeeping. */
  private static final int ENDS = 2;

  /** Set in an entry of pagemap if the page has memory (kernel, admin-guide/mm/pagemap). */
  private static final long PRESENT = 1L << 63;

  @Rule public final FailingLibc calls = new FailingLibc();

  private static int present(NativeBuffer buffer) throws IOException {
    long first = buffer.address() / PAGE;
    long end = (buffer.address() + buffer.size() + PAGE - 1) / PAGE;
    byte[] entries = new byte[(int) (end - first) * Long.BYTES];
    try (var map = new RandomAccessFile("/proc/self/pagemap", "r")) {
      map.seek(first * Long.BYTES);
      map.readFully(entries);
    }
    var all = ByteBuffer.wrap(entries).order(ByteOrder.nativeOrder()).asLongBuffer();
    int count = 0;
    while (all.hasRemaining()) {
      count += (all.get() & PRESENT) != 0 ? 1 : 0;
    }
    return count;
  }

  private static void fill(NativeBuffer buffer) {
    for (int i = 0; i < buffer.size(); i++) {
      buffer.bytes().put(i, (byte) 1);
    }
  }

  private static void assertZeros(NativeBuffer buffer) {
    for (int i = 0; i < buffer.size(); i++) {
      assertEquals(0, buffer.bytes().get(i));
    }
  }

  @Test
  public void pagesTakeMemoryOnceTheyAreUsed() throws IOException {
    var buffer = new NativeBuffer(SIZE);
    assertTrue(present(buffer) <= ENDS);
    buffer.bytes().put(SIZE / 2, (byte) 1);
    assertTrue(present(buffer) <= ENDS + 1);
    fill(buffer);
    assertTrue(present(buffer) >= PAGES);
    buffer.discard();
    assertTrue(present(buffer) <= ENDS);
    assertZeros(buffer);
  }

  /** What was another's before is not handed on. */
  @Test
  public void buffersOfAllSizesBeginWithZeros() {
    for (int size : new int[] {1, 16, 4096, 100_000, SIZE, 4 * SIZE}) {
      for (int i = 0; i < 20; i++) {
        var buffer = new NativeBuffer(size);
        assertZeros(buffer);
        fill(buffer);
        buffer.discard();
        assertZeros(buffer);
        fill(buffer);
      }
    }
  }

  @Test
  public void pagesThatTheKernelDoesNotTakeBackAreCleared() {
    calls.failAlways("madvise", Errno.EINVAL);
    var buffer = new NativeBuffer(SIZE);
    fill(buffer);
    buffer.discard();
    assertTrue(calls.hasFailed());
    assertZeros(buffer);
  }
}
