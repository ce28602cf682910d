package dev.qbipc.ring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.SeededRandom;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.Futex;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.testing.Patience;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Writing chunks, and when there is room for one (protocol, section 3.4). */
public class ChunkWriterTest {

  private static final int WORDS = 4096;
  private static final long NO_LIMIT = -1;
  private static final int LARGEST = 4 * WORDS - 12;

  @Rule public final RingFiles files = new RingFiles();
  @Rule public final SeededRandom random = new SeededRandom();

  private ChunkWriter writer;
  private ChunkReader reader;

  @Before
  public void openBothEnds() throws IOException {
    writer = files.create(12328).writer(new PendingFault());
    reader = files.open().reader(0);
  }

  private boolean write(int length) {
    int at = writer.claim(length);
    if (at == ChunkWriter.FULL) {
      return false;
    }
    writer.memory().put(at, new byte[length]);
    writer.commit(length);
    return true;
  }

  private void readOne() {
    reader.advance(reader.nextLength());
  }

  @Test
  public void item39_ringOf4096WordsTakes511ChunksOf24Bytes() {
    for (int i = 0; i < 511; i++) {
      assertTrue("chunk " + i, write(24));
    }
    assertEquals(511, writer.queued());
    assertFalse("the 512th", write(24));
    readOne();
    assertTrue("after one was read", write(24));
    assertFalse("and no other", write(24));
  }

  @Test
  public void largestChunkLeavesTwelveBytes() {
    assertEquals(LARGEST, writer.capacity());
    assertEquals(ChunkWriter.FULL, writer.claim(LARGEST + 1));
    assertTrue(write(LARGEST));
    assertEquals("not even an empty one", ChunkWriter.FULL, writer.claim(0));
    readOne();
    assertTrue("wherever the ring begins", write(LARGEST));
  }

  /** A ring that looks empty when it is full would have its unread chunks overwritten. */
  @Test
  public void ringFilledToTheLastWordIsFullWhereverItBegins() {
    for (int begin = 0; begin < WORDS; begin++) {
      // Each largest chunk leaves one word, so that the next begins one word before this one.
      assertTrue("filled, " + begin, write(LARGEST));
      assertEquals("full, " + begin, ChunkWriter.FULL, writer.claim(0));
      readOne();
      assertTrue("read, " + begin, writer.isRead());
    }
  }

  @Test
  public void roomIsCountedInWholeWordsBehindTheReader() {
    // Free words, when w is behind r by n: n - 1, of which a chunk must leave three.
    write(4 * 100 - 8);
    int free = 4 * (WORDS - 100 - 1);
    assertEquals(ChunkWriter.FULL, writer.claim(free - 12 + 1));
    assertNotEquals(ChunkWriter.FULL, writer.claim(free - 12));
  }

  @Test
  public void writerNeverCatchesUpWithTheReader() {
    for (int round = 0; round < 1000; round++) {
      while (write(random.nextInt(600))) {
        assertNotEquals(
            files.headerInt(RingHeaderDescriptor.READ_POINTER_OFFSET),
            files.headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET));
      }
      for (int i = 1 + random.nextInt(20); i > 0 && reader.isPosted(); i--) {
        readOne();
      }
    }
  }

  @Test
  public void claimedChunkIsNotReadable() {
    assertEquals(4 * ChunkDescriptor.HEADER_WORDS, writer.claim(5));
    assertEquals(0, files.word(0));
    assertEquals(ChunkDescriptor.MAGIC_ALLOCATED, files.word(1));
    assertEquals(ChunkReader.NOT_COMMITTED, reader.nextLength());
    assertFalse(reader.isPosted());
  }

  @Test
  public void committedChunkIsThatOf33() {
    int at = writer.claim(5);
    writer.memory().put(at, new byte[] {'h', 'e', 'l', 'l', 'o'});
    writer.commit(5);
    assertEquals(5, files.word(0));
    assertEquals(ChunkDescriptor.MAGIC_COMMITTED, files.word(1));
    assertEquals('h' | 'e' << 8 | 'l' << 16 | 'l' << 24, files.word(2));
    assertEquals('o', files.word(3));
    assertEquals(4, files.headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET));
    assertEquals(0, files.headerInt(RingHeaderDescriptor.READ_POINTER_OFFSET));
    assertEquals(1, files.headerInt(RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET));
  }

  private void assertNotCommitted(int length) {
    assertThrows(IllegalStateException.class, () -> writer.commit(length));
    assertFalse("posted", reader.isPosted());
    assertEquals("written", 0, files.headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET));
  }

  @Test
  public void onlyAChunkOfTheClaimedLengthIsCommitted() {
    writer.claim(5);
    assertNotCommitted(4);
    assertNotCommitted(6);
    writer.commit(5);
    assertEquals(5, reader.nextLength());
  }

  @Test
  public void aChunkIsClaimedBeforeItIsCommittedAndOnlyOnce() {
    assertNotCommitted(5);
    writer.claim(5);
    assertEquals(ChunkWriter.FULL, writer.claim(LARGEST + 1));
    assertNotCommitted(LARGEST + 1);
    assertNotCommitted(5);
    writer.claim(5);
    writer.commit(5);
    assertThrows(IllegalStateException.class, () -> writer.commit(5));
    assertEquals("queued", 1, writer.queued());
  }

  @Test
  public void semaphoreCountsTheChunksThatWereNotRead() {
    for (int waiting = 1; waiting <= 3; waiting++) {
      assertTrue(write(24));
      assertEquals(waiting, writer.queued());
    }
    for (int waiting = 2; waiting >= 0; waiting--) {
      readOne();
      assertEquals(waiting, writer.queued());
    }
    assertTrue("into the empty ring", write(24));
    assertEquals(1, writer.queued());
  }

  /** As libqb does when a chunk does not fit the buffer. */
  @Test
  public void chunkIsCountedThatIsWrittenWhileItsReaderPutsAnotherBack() throws Exception {
    assertTrue(write(24));
    var done = new AtomicBoolean();
    var puttingBack =
        CompletableFuture.runAsync(
            () -> {
              while (!done.get()) {
                Futex.add(reader.semaphore(), -1);
                Futex.add(reader.semaphore(), 1);
              }
            });
    for (int i = 0; i < 100_000; i++) {
      assertTrue("chunk " + i, write(24));
      readOne();
    }
    done.set(true);
    puttingBack.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertEquals(1, writer.queued());
  }

  @Test
  public void emptyRingIsRead() {
    assertTrue(writer.isRead());
    assertTrue(write(24));
    assertFalse(writer.isRead());
    readOne();
    assertTrue(writer.isRead());
  }

  @Test
  public void readPointerOutsideTheRingIsAViolation() throws IOException {
    for (int pointer : new int[] {WORDS, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      overwrite(RingHeaderDescriptor.READ_POINTER_OFFSET, pointer);
      assertThrows(RingViolationException.class, () -> writer.claim(0));
    }
  }

  @Test
  public void ownPointersAndSizeAreNotReadBack() throws IOException {
    overwrite(RingHeaderDescriptor.WRITE_POINTER_OFFSET, 77);
    overwrite(RingHeaderDescriptor.WORD_SIZE_OFFSET, 1);
    assertTrue(write(24));
    assertEquals(24, files.word(0));
    assertEquals(8, files.headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET));
  }

  @Test
  public void sleepingReaderIsWokenBeforeItsChunkIsThere() throws Exception {
    reader.setWaiting(true);
    var sleeping =
        CompletableFuture.supplyAsync(() -> Futex.await(reader.semaphore(), 0, NO_LIMIT));
    long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
    while (!sleeping.isDone() && System.nanoTime() < deadline) {
      writer.wakeReader();
    }
    assertEquals("woken", 0, (int) sleeping.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    assertEquals(0, files.headerInt(RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET));
    assertFalse(reader.isPosted());
  }

  @Test
  public void sleepingReaderIsWokenByItsChunk() throws Exception {
    reader.setWaiting(true);
    int result = Errno.EAGAIN;
    // until the chunk comes late enough for the reader to be asleep by then
    for (long delay = 1; result == Errno.EAGAIN; delay *= 2) {
      var sleeping =
          CompletableFuture.supplyAsync(() -> Futex.await(reader.semaphore(), 0, NO_LIMIT));
      LockSupport.parkNanos(delay);
      assertTrue(write(24));
      result = sleeping.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
      readOne();
    }
    assertEquals("woken", 0, result);
  }

  private void overwrite(int offset, int value) throws IOException {
    try (var file = new RandomAccessFile(files.header().toFile(), "rw")) {
      file.seek(offset);
      file.writeInt(Integer.reverseBytes(value));
    }
  }
}
