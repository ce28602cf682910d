package dev.qbipc.ring;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.SeededRandom;
import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.testing.Patience;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;

/** Traffic between two views of the same files, each with its own mappings. */
public class RingTrafficTest {

  private static final int MAX_MESSAGE_SIZE = 12328;
  private static final int WORDS = 4096;
  private static final int NO_LAG = 0;
  private static final int LAG = 2000;

  @Rule public final RingFiles files = new RingFiles();
  @Rule public final SeededRandom random = new SeededRandom();

  private static boolean write(ChunkWriter writer, byte[] payload) {
    int at = writer.claim(payload.length);
    if (at == ChunkWriter.FULL) {
      return false;
    }
    writer.memory().put(at, payload);
    writer.commit(payload.length);
    return true;
  }

  private static byte[] read(ChunkReader reader) {
    byte[] payload = new byte[reader.nextLength()];
    reader.copy(0, payload, payload.length);
    reader.advance(payload.length);
    return payload;
  }

  @Test
  public void item38_everyPayloadLengthRoundTrips() throws IOException {
    var writer = files.create(MAX_MESSAGE_SIZE).writer(new PendingFault());
    var reader = files.open().reader(NO_LAG);
    for (int length = 0; length <= MAX_MESSAGE_SIZE; length++) {
      byte[] payload = random.bytes(length);
      assertTrue(write(writer, payload));
      assertArrayEquals("length " + length, payload, read(reader));
    }
  }

  /** Chunks of an odd number of words begin at every word of the ring in turn. */
  @Test
  public void item38_everyPayloadLengthModuloFourWrapsAtEveryWord() throws IOException {
    var writer = files.create(MAX_MESSAGE_SIZE).writer(new PendingFault());
    var reader = files.open().reader(NO_LAG);
    for (int length = 17; length <= 20; length++) {
      var beginnings = new BitSet();
      for (int i = 0; i < WORDS; i++) {
        beginnings.set(files.headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET));
        byte[] payload = random.bytes(length);
        assertTrue(write(writer, payload));
        assertArrayEquals(payload, read(reader));
      }
      assertEquals(WORDS, beginnings.cardinality());
    }
  }

  @Test
  public void item38_filledAndEmptiedRingKeepsOrderAndContents() throws IOException {
    var writer = files.create(MAX_MESSAGE_SIZE).writer(new PendingFault());
    var reader = files.open().reader(LAG);
    var unread = new ArrayDeque<byte[]>();
    for (int round = 0; round < 2000; round++) {
      byte[] payload = random.bytes(random.nextInt(3000));
      while (write(writer, payload)) {
        unread.add(payload);
        payload = random.bytes(random.nextInt(3000));
      }
      for (int i = 1 + random.nextInt(unread.size()); i > 0; i--) {
        assertTrue(reader.isPosted());
        assertArrayEquals(unread.remove(), read(reader));
      }
      assertEquals(unread.isEmpty(), !reader.isPosted());
    }
  }

  @Test
  public void item42_semaphoreCountsUnreadChunksOfTwoThreads() throws Exception {
    int count = 50_000;
    var writersRing = files.create(MAX_MESSAGE_SIZE);
    var reader = files.open().reader(LAG);
    long seed = random.nextInt(Integer.MAX_VALUE);
    Callable<Void> write =
        () -> {
          var writer = writersRing.writer(new PendingFault());
          var contents = new Random(seed);
          for (int i = 0; i < count; i++) {
            byte[] payload = payload(contents);
            while (!write(writer, payload)) {
              if (Thread.interrupted()) {
                return null;
              }
              Thread.onSpinWait();
            }
          }
          return null;
        };
    var thread = Executors.newSingleThreadExecutor();
    try {
      Future<Void> written = thread.submit(write);
      var contents = new Random(seed);
      for (int i = 0; i < count; i++) {
        awaitPost(reader);
        assertArrayEquals("chunk " + i, payload(contents), read(reader));
      }
      written.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
      reader.settle();
      assertEquals(0, files.headerInt(RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET));
    } finally {
      thread.shutdownNow();
      assertTrue(thread.awaitTermination(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    }
  }

  private static byte[] payload(Random contents) {
    byte[] payload = new byte[contents.nextInt(100)];
    contents.nextBytes(payload);
    return payload;
  }

  private static void awaitPost(ChunkReader reader) {
    long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
    while (!reader.isPosted()) {
      // What is given back late can be what the writer waits for.
      reader.settle();
      assertTrue("no chunk in " + Patience.LIMIT, System.nanoTime() < deadline);
      Thread.onSpinWait();
    }
  }
}
