package dev.qbipc.ring;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Reading chunks and giving them back (protocol, section 3.4). */
public class ChunkReaderTest {

  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);
  private static final int HELLO_WORDS = 4;

  @Rule public final RingFiles files = new RingFiles();

  private ChunkWriter writer;
  private Ring readersRing;

  @Before
  public void openBothEnds() throws IOException {
    readersRing = files.create(12328);
    writer = files.open().writer(new PendingFault());
  }

  private void write(byte[] payload) {
    int at = writer.claim(payload.length);
    writer.memory().put(at, payload);
    writer.commit(payload.length);
  }

  private int readPointer() {
    return files.headerInt(RingHeaderDescriptor.READ_POINTER_OFFSET);
  }

  private int semaphore() {
    return files.headerInt(RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET);
  }

  private void assertReclaimed(int index) {
    assertEquals("length at " + index, 0, files.word(index));
    assertEquals("magic at " + index, ChunkDescriptor.MAGIC_RECLAIMED, files.word(index + 1));
  }

  @Test
  public void payloadIsReadInParts() {
    ChunkReader reader = readersRing.reader(0);
    assertFalse(reader.isPosted());
    write(HELLO);
    assertTrue(reader.isPosted());
    assertEquals(HELLO.length, reader.nextLength());
    assertEquals('h' | 'e' << 8 | 'l' << 16 | 'l' << 24, reader.getInt(0));
    byte[] end = new byte[2];
    reader.copy(3, end, 2);
    assertArrayEquals(new byte[] {'l', 'o'}, end);
  }

  @Test
  public void numbersAreReadWhereTheyAreInThePayload() {
    ChunkReader reader = readersRing.reader(0);
    write(new byte[] {1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0});
    assertEquals(1, reader.getInt(0));
    assertEquals(2, reader.getInt(4));
    assertEquals(3, reader.getInt(8));
  }

  @Test
  public void readerKnowsWhetherItIsCountedInAsAWaiter() {
    ChunkReader reader = readersRing.reader(0);
    assertFalse(reader.isWaiting());
    reader.setWaiting(true);
    assertTrue(reader.isWaiting());
    assertEquals(1, files.headerInt(RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET));
    reader.setWaiting(false);
    assertFalse(reader.isWaiting());
    assertEquals(0, files.headerInt(RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET));
  }

  @Test
  public void item41_readChunkIsGivenBackAtOnce() {
    ChunkReader reader = readersRing.reader(0);
    write(HELLO);
    write(new byte[0]);
    reader.advance(HELLO.length);
    assertReclaimed(0);
    assertEquals(HELLO_WORDS, readPointer());
    assertEquals(1, semaphore());
    reader.advance(0);
    assertReclaimed(HELLO_WORDS);
    assertEquals(HELLO_WORDS + ChunkDescriptor.HEADER_WORDS, readPointer());
    assertEquals(0, semaphore());
  }

  @Test
  public void item41_readPointerGoesAroundTheRing() {
    ChunkReader reader = readersRing.reader(0);
    int expected = 0;
    for (int length = 0; length < 200; length++) {
      write(new byte[length]);
      reader.advance(length);
      expected = (expected + 2 + (length + 3) / 4) % 4096;
      assertEquals(expected, readPointer());
    }
  }

  @Test
  public void chunksAreGivenBackTogetherWithinTheLag() {
    int lag = 3 * HELLO_WORDS * ChunkDescriptor.WORD;
    ChunkReader reader = readersRing.reader(lag);
    for (int i = 0; i < 4; i++) {
      write(HELLO);
    }
    for (int i = 0; i < 3; i++) {
      reader.advance(HELLO.length);
      assertReclaimed(i * HELLO_WORDS);
      assertEquals("nothing given back", 0, readPointer());
      assertTrue("but not read twice", reader.isPosted());
    }
    reader.advance(HELLO.length);
    assertFalse(reader.isPosted());
    assertReclaimed(3 * HELLO_WORDS);
    assertEquals("all but the last one", 3 * HELLO_WORDS, readPointer());
    assertEquals("still counted", 4, semaphore());
    reader.settle();
    assertEquals(4 * HELLO_WORDS, readPointer());
    assertEquals(0, semaphore());
  }

  @Test
  public void chunkAsLargeAsTheLagWaitsForTheNext() {
    ChunkReader reader = readersRing.reader(HELLO_WORDS * ChunkDescriptor.WORD);
    write(HELLO);
    reader.advance(HELLO.length);
    assertEquals("nothing given back", 0, readPointer());
    assertEquals("still counted", 1, semaphore());
  }

  @Test
  public void chunkBeyondTheLagIsGivenBackAtOnce() {
    ChunkReader reader = readersRing.reader(1000);
    write(HELLO);
    write(new byte[1000]);
    reader.advance(HELLO.length);
    reader.advance(1000);
    assertEquals(HELLO_WORDS + 252, readPointer());
    assertEquals(0, semaphore());
  }

  /** libqb takes an empty ring with a raised semaphore for a full one. */
  @Test
  public void writerFindsNeitherAFullRingNorOneWithoutRoomForALargestMessage() {
    int largest = 8000;
    int lag = writer.capacity() - largest - ChunkDescriptor.MARGIN;
    ChunkReader reader = readersRing.reader(lag);
    for (int length = 0; length < 4000; length++) {
      write(new byte[length % 700]);
      reader.advance(length % 700);
      int written = files.headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET);
      assertEquals("empty and settled", readPointer() == written, semaphore() == 0);
      assertNotEquals("room", ChunkWriter.FULL, writer.claim(largest));
    }
  }

  @Test
  public void settlingGivesBackWhatIsOutstanding() {
    ChunkReader reader = readersRing.reader(1000);
    write(HELLO);
    write(HELLO);
    reader.advance(HELLO.length);
    reader.settle();
    assertEquals(HELLO_WORDS, readPointer());
    assertEquals(1, semaphore());
    reader.settle();
    assertEquals("once only", 1, semaphore());
  }

  @Test
  public void smallChunksAreSettledInBoundedNumber() {
    ChunkReader reader = readersRing.reader(Integer.MAX_VALUE);
    for (int i = 0; i < 1024; i++) {
      assertEquals(i, semaphore());
      write(new byte[0]);
      reader.advance(0);
    }
    assertEquals(1024 * ChunkDescriptor.HEADER_WORDS, readPointer());
    assertEquals(0, semaphore());
  }

  @Test
  public void sleepingReaderIsCountedAsWaiter() {
    ChunkReader reader = readersRing.reader(0);
    reader.setWaiting(true);
    assertEquals(1, files.headerInt(RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET));
    reader.setWaiting(false);
    assertEquals(0, files.headerInt(RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET));
  }
}
