package dev.qbipc.hostile;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.RawClient;
import dev.qbipc.conformance.RawRing;
import dev.qbipc.conformance.SharedMemory;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.MessageDescriptor;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.Test;

/** Conformance list H: one thread of the attacker changes what the server reads for another. */
public class RaceTest extends OneServerTest {

  private static final long ATTACK_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
  private static final int PAYLOAD = 64;
  private static final int MIN_STROKES = 100;
  private static final int MIN_REPLIES = 100;
  private static final int EAGER = 2;
  private static final int STROKES_PER_CHUNK = 1000;

  /** What the request's header and its chunk say. */
  private static final int SIZE = MessageDescriptor.REQUEST_HEADER_SIZE + PAYLOAD;

  private static final byte[] MESSAGE = RawClient.requestOf(ECHO, new byte[PAYLOAD]);

  // ---- truncation ------------------------------------------------------------------------------

  @Test
  public void item86_requestHeaderTruncatedAndRestoredInALoop() throws IOException {
    truncateInALoop(client -> client.request().headerFile(), 0);
  }

  @Test
  public void item85_requestDataTruncatedAndRestoredInALoop() throws IOException {
    truncateInALoop(client -> client.request().dataFile(), 0);
  }

  @Test
  public void item86_responseHeaderTruncatedAndRestoredInALoop() throws IOException {
    truncateInALoop(client -> client.response().headerFile(), 0);
  }

  @Test
  public void item86_responseDataTruncatedAndRestoredInALoop() throws IOException {
    truncateInALoop(client -> client.response().dataFile(), 0);
  }

  /** Again and again with a new connection, since most of them are closed soon. */
  private void truncateInALoop(Function<RawClient, Path> file, int others) throws IOException {
    int violations = server.violations();
    long end = System.nanoTime() + ATTACK_NANOS;
    var strokes = new AtomicLong();
    while (System.nanoTime() - end < 0) {
      try (RawClient intruder = server.intruder();
          var requests = new RequestFile(intruder.request());
          var target = new RandomAccessFile(file.apply(intruder).toFile(), "rw");
          var attacker = new Repeating(() -> truncateAndRestore(target, strokes))) {
        while (attacker.goesOn() && System.nanoTime() - end < 0 && intruder.awaitReadable(0) == 0) {
          requests.write(MESSAGE);
          intruder.request().wake();
          Thread.onSpinWait();
        }
      }
    }
    SharedMemory.assertNothingLeftBut(1 + others, server.pid());
    server.assertUnharmed();
    assertTrue("strokes: " + strokes, strokes.get() >= MIN_STROKES);
    assertTrue("nobody was disconnected", server.violations() > violations);
  }

  private static void truncateAndRestore(RandomAccessFile file, AtomicLong strokes) {
    try {
      long whole = file.length();
      file.setLength(0);
      file.setLength(whole);
      strokes.incrementAndGet();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- rewriting -------------------------------------------------------------------------------

  /** Every byte of a payload is one of the two that were written, and there are as many as said. */
  @Test
  public void item88_payloadRewrittenWhileRequestsFlow() {
    int replies = callWhile(RaceTest::rewritePayload);
    assertTrue("replies: " + replies, replies >= MIN_REPLIES);
  }

  private static void rewritePayload(RawRing ring) {
    int chunk = ring.headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET);
    int begin = chunk + ChunkDescriptor.words(MessageDescriptor.REQUEST_HEADER_SIZE);
    int end = chunk + ChunkDescriptor.words(MESSAGE.length);
    for (int value = 0; value >= -1; value--) {
      for (int word = begin; word < end; word++) {
        ring.putWord(word, value);
      }
    }
  }

  @Test
  public void item88_sizeRewrittenWhileRequestsFlow() {
    int sizeWord = MessageDescriptor.SIZE_OFFSET / ChunkDescriptor.WORD;
    callUntilDisconnected(ring -> rewrite(ring, ChunkDescriptor.HEADER_WORDS + sizeWord));
  }

  @Test
  public void item88_chunkLengthRewrittenWhileRequestsFlow() {
    callUntilDisconnected(ring -> rewrite(ring, 0));
  }

  /** Makes a word of the next chunk a huge number and at once what it was, many times. */
  private static void rewrite(RawRing ring, int wordOfChunk) {
    int chunk = ring.headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET);
    for (int i = 0; i < STROKES_PER_CHUNK; i++) {
      if (ring.word(chunk + ChunkDescriptor.MAGIC_WORD) == ChunkDescriptor.MAGIC_COMMITTED) {
        ring.putWord(chunk + wordOfChunk, 0x7ffffff0);
        ring.putWord(chunk + wordOfChunk, SIZE);
      }
    }
  }

  @Test
  public void item79_pointersMovedWhileRequestsFlow() {
    int replies =
        callWhile(
            ring -> {
              // The write pointer is left to the attacker's own writing thread, which needs it.
              ring.putHeaderInt(RingHeaderDescriptor.READ_POINTER_OFFSET, (int) System.nanoTime());
              ring.putHeaderInt(RingHeaderDescriptor.WORD_SIZE_OFFSET, (int) System.nanoTime());
            });
    assertTrue("replies: " + replies, replies >= MIN_REPLIES);
  }

  /** Makes calls until the server has seen what the other thread does. */
  private void callUntilDisconnected(Consumer<RawRing> attack) {
    int violations = server.violations();
    long end = System.nanoTime() + OutputLines.PATIENCE.toNanos();
    try (RawClient intruder = server.intruder();
        var attacker = new Repeating(() -> attack.accept(intruder.request()))) {
      while (attacker.goesOn() && call(intruder)) {
        assertTrue("nothing wrong was seen", System.nanoTime() - end < 0);
      }
    }
    SharedMemory.assertNothingLeftBut(1, server.pid());
    server.assertUnharmed();
    assertEquals("connections disconnected", violations + 1, server.violations());
  }

  /** Makes calls for a while, on new connections where the server closes one. */
  private int callWhile(Consumer<RawRing> attack) {
    long end = System.nanoTime() + ATTACK_NANOS;
    int replies = 0;
    while (System.nanoTime() - end < 0) {
      try (RawClient intruder = server.intruder();
          var attacker = new Repeating(() -> attack.accept(intruder.request()))) {
        while (attacker.goesOn() && System.nanoTime() - end < 0 && call(intruder)) {
          replies++;
        }
      }
    }
    SharedMemory.assertNothingLeftBut(1, server.pid());
    server.assertUnharmed();
    return replies;
  }

  /** Returns false if the server has closed the connection instead of replying. */
  private static boolean call(RawClient intruder) {
    intruder.request().write(MESSAGE);
    while (intruder.response().semaphore() == 0) {
      if (intruder.awaitReadable(0) != 0) {
        return false;
      }
      Thread.onSpinWait();
    }
    var reply = intruder.receive();
    assertEquals("size of a reply", PAYLOAD, reply.payload().length);
    assertEquals(MessageDescriptor.RESPONSE_HEADER_SIZE + PAYLOAD, reply.size());
    for (byte b : reply.payload()) {
      assertTrue("byte " + b, b == 0 || b == -1);
    }
    return true;
  }

  // ---- together --------------------------------------------------------------------------------

  /** The server's last look at one connection must not be the end of the next in turn. */
  @Test
  public void item86_busyHonestClientsBesideATruncatingOne() throws IOException {
    List<HonestClient> eager = new ArrayList<>();
    for (int i = 0; i < EAGER; i++) {
      var client = HonestClient.eager(server.service());
      client.start();
      eager.add(client);
    }
    try {
      truncateInALoop(client -> client.request().headerFile(), EAGER);
    } finally {
      eager.forEach(HonestClient::close);
    }
  }
}
