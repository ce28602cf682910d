package dev.qbipc.hostile;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static dev.qbipc.conformance.ConformanceService.EVENTS;
import static dev.qbipc.wire.RingHeaderDescriptor.DATA_PATH_OFFSET;
import static dev.qbipc.wire.RingHeaderDescriptor.FLOW_CONTROL_OFFSET;
import static dev.qbipc.wire.RingHeaderDescriptor.HEADER_PATH_OFFSET;
import static dev.qbipc.wire.RingHeaderDescriptor.READ_POINTER_OFFSET;
import static dev.qbipc.wire.RingHeaderDescriptor.REFERENCE_COUNT_OFFSET;
import static dev.qbipc.wire.RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET;
import static dev.qbipc.wire.RingHeaderDescriptor.WORD_SIZE_OFFSET;
import static dev.qbipc.wire.RingHeaderDescriptor.WRITE_POINTER_OFFSET;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.conformance.RawRing;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.wire.ChunkDescriptor;
import dev.qbipc.wire.MessageDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a client can do to its rings in one stroke, and whether that ends its connection. A stroke
 * that does not end it goes on to use the connection, which shows that the server saw it through.
 */
enum Attack {
  SIZE_NEGATIVE(true, c -> requestOfSize(c, -1)),
  SIZE_LEAST(true, c -> requestOfSize(c, Integer.MIN_VALUE)),
  SIZE_ZERO(true, c -> requestOfSize(c, 0)),
  SIZE_BELOW_HEADER(true, c -> requestOfSize(c, MessageDescriptor.REQUEST_HEADER_SIZE - 1)),
  SIZE_BEYOND_CHUNK(true, c -> requestOfSize(c, 25)),
  SIZE_BEYOND_LARGEST_MESSAGE(true, c -> requestOfSize(c, ServerUnderAttack.MESSAGE_SIZE + 1)),
  SIZE_LARGEST(true, c -> requestOfSize(c, Integer.MAX_VALUE)),

  CHUNK_EMPTY(true, c -> chunkOfLength(c, 0)),
  CHUNK_OF_ONE_WORD(true, c -> chunkOfLength(c, 4)),
  CHUNK_ONE_SHORT_OF_HEADER(true, c -> chunkOfLength(c, 15)),
  CHUNK_BEYOND_LARGEST_MESSAGE(true, c -> chunkOfLength(c, ServerUnderAttack.MESSAGE_SIZE + 1)),
  CHUNK_BEYOND_RING(true, c -> chunkOfLength(c, c.request().words() * ChunkDescriptor.WORD + 1)),
  CHUNK_OF_GIBIBYTES(true, c -> chunkOfLength(c, 0x7ffffff0)),
  CHUNK_NEGATIVE(true, c -> chunkOfLength(c, 0xfffffff0)),

  MAGIC_WRONG(true, c -> chunkOfMagic(c, 0x12345678)),
  MAGIC_ZERO(true, c -> chunkOfMagic(c, 0)),
  MAGIC_ALLOCATED(true, c -> chunkOfMagic(c, ChunkDescriptor.MAGIC_ALLOCATED)),
  MAGIC_RECLAIMED(true, c -> chunkOfMagic(c, ChunkDescriptor.MAGIC_RECLAIMED)),

  SEMAPHORE_ONE(true, c -> raiseSemaphore(c, 1)),
  SEMAPHORE_TWO(true, c -> raiseSemaphore(c, 2)),
  SEMAPHORE_GREATEST(true, c -> raiseSemaphore(c, Integer.MAX_VALUE)),
  SEMAPHORE_NEGATIVE(true, c -> raiseSemaphore(c, 0xffffffff)),

  REQUEST_READ_POINTER(false, Attack::overwriteRequestReadPointer),
  REQUEST_WRITE_POINTER(false, Attack::overwriteRequestWritePointer),
  WORD_SIZE_ZERO(false, c -> overwriteInAll(c, WORD_SIZE_OFFSET, 0)),
  WORD_SIZE_ONE(false, c -> overwriteInAll(c, WORD_SIZE_OFFSET, 1)),
  WORD_SIZE_HUGE(false, c -> overwriteInAll(c, WORD_SIZE_OFFSET, 1 << 28)),
  ANSWER_WRITE_POINTERS(false, Attack::overwriteAnswerWritePointers),
  RESPONSE_READ_POINTER_BEHIND_END(true, c -> breakReadPointer(c, c.response(), false)),
  RESPONSE_READ_POINTER_NEGATIVE(true, c -> breakReadPointer(c, c.response(), true)),
  EVENT_READ_POINTER_BEHIND_END(true, c -> breakReadPointer(c, c.event(), false)),
  EVENT_READ_POINTER_NEGATIVE(true, c -> breakReadPointer(c, c.event(), true)),
  PATHS(false, c -> overwritePaths(c, Path.of("/dev/shm/qb-nowhere"))),
  REFERENCE_COUNT_ZERO(false, c -> overwriteInAll(c, REFERENCE_COUNT_OFFSET, 0)),
  REFERENCE_COUNT_77(false, c -> overwriteInAll(c, REFERENCE_COUNT_OFFSET, 77)),
  REFERENCE_COUNT_NEGATIVE(false, c -> overwriteInAll(c, REFERENCE_COUNT_OFFSET, -1)),
  FLOW_CONTROL(false, Attack::overwriteFlowControl),

  REQUEST_DATA_TRUNCATED(true, c -> truncateData(c, 0)),
  REQUEST_DATA_TRUNCATED_UNDER_A_CHUNK(true, Attack::truncateDataUnderAChunk),
  REQUEST_HEADER_TRUNCATED(true, c -> truncateHeader(c, 0)),
  REQUEST_HEADER_TRUNCATED_TO_A_PAGE(true, c -> truncateHeader(c, 4096)),
  REQUEST_HEADER_TRUNCATED_UNDER_A_CHUNK(true, Attack::truncateHeaderUnderAChunk),
  RESPONSE_HEADER_TRUNCATED(true, c -> truncateAndAsk(c, c.response().headerFile())),
  RESPONSE_DATA_TRUNCATED(true, c -> truncateAndAsk(c, c.response().dataFile())),
  RESPONSE_DATA_TRUNCATED_BEHIND_THE_RESPONSE(true, Attack::truncateBehindTheResponse),
  EVENT_HEADER_TRUNCATED(true, c -> truncateAndAsk(c, c.event().headerFile())),
  EVENT_DATA_TRUNCATED(true, c -> truncateAndAsk(c, c.event().dataFile())),
  ALL_TRUNCATED(true, Attack::truncateAll);

  /** Those that take pages away. */
  static final List<Attack> TRUNCATIONS =
      Stream.of(values()).filter(attack -> attack.name().contains("TRUNCATED")).toList();

  private static final int[] WILD_POINTERS = {1 << 28, 0xffffffff, Integer.MIN_VALUE, 4096};

  private final boolean endsTheConnection;
  private final Consumer<RawClient> stroke;

  Attack(boolean endsTheConnection, Consumer<RawClient> stroke) {
    this.endsTheConnection = endsTheConnection;
    this.stroke = stroke;
  }

  /** Whether the server disconnects who does this. */
  boolean endsTheConnection() {
    return endsTheConnection;
  }

  void strike(RawClient client) {
    stroke.accept(client);
  }

  // ---- requests that are none ------------------------------------------------------------------

  private static byte[] request() {
    return RawClient.requestOf(ECHO, new byte[8]);
  }

  private static void requestOfSize(RawClient client, int size) {
    byte[] message = request();
    MessageDescriptor.putRequestHeader(message, ECHO, size);
    client.request().write(message);
    announce(client);
  }

  private static void chunkOfLength(RawClient client, int length) {
    client.request().write(request(), length, ChunkDescriptor.MAGIC_COMMITTED);
    client.request().post();
    announce(client);
  }

  private static void chunkOfMagic(RawClient client, int magic) {
    byte[] message = request();
    client.request().write(message, message.length, magic);
    client.request().post();
    announce(client);
  }

  private static void raiseSemaphore(RawClient client, int value) {
    client.request().putHeaderInt(SEMAPHORE_VALUE_OFFSET, value);
    client.request().wake();
    announce(client);
  }

  /** The server may have closed the socket already. */
  static void announce(RawClient client) {
    client.trySendBytes((byte) 0);
  }

  // ---- overwritten headers ---------------------------------------------------------------------

  /** Makes a call and takes two events, and checks what comes. */
  static void use(RawClient client) {
    byte[] payload = {2, 7, 1, 8, 2, 8};
    client.send(ECHO, payload);
    assertArrayEquals(payload, client.receive().payload());
    client.send(EVENTS, LibqbMessage.ints(2, 4));
    assertEquals(0, client.receive().error());
    assertEquals(0, client.receiveEvent().intAt(0));
    assertEquals(1, client.receiveEvent().intAt(0));
  }

  /** Asks for a response and an event that the server will not get rid of. */
  static void ask(RawClient client) {
    client.request().write(RawClient.requestOf(EVENTS, LibqbMessage.ints(1, 4)));
    announce(client);
  }

  private static void overwriteInAll(RawClient client, int offset, int value) {
    for (RawRing ring : rings(client)) {
      ring.putHeaderInt(offset, value);
    }
    use(client);
    for (RawRing ring : rings(client)) {
      assertEquals("still overwritten", value, ring.headerInt(offset));
    }
  }

  private static List<RawRing> rings(RawClient client) {
    return List.of(client.request(), client.response(), client.event());
  }

  private static void overwriteRequestReadPointer(RawClient client) {
    for (int pointer : WILD_POINTERS) {
      client.request().putHeaderInt(READ_POINTER_OFFSET, pointer);
      use(client);
      awaitEmpty(client.request());
    }
  }

  /** Waits until a ring's reader has told its pointer, which is where the writer has come to. */
  static void awaitEmpty(RawRing ring) {
    int written = ring.headerInt(WRITE_POINTER_OFFSET);
    Eventually.assertBecomes("read pointer", written, () -> ring.headerInt(READ_POINTER_OFFSET));
  }

  private static void overwriteRequestWritePointer(RawClient client) {
    for (int pointer : WILD_POINTERS) {
      byte[] message = request();
      client.request().write(message, message.length, ChunkDescriptor.MAGIC_COMMITTED);
      int written = client.request().headerInt(WRITE_POINTER_OFFSET);
      client.request().putHeaderInt(WRITE_POINTER_OFFSET, pointer);
      client.request().post();
      announce(client);
      assertEquals(8, client.receive().payload().length);
      assertEquals(pointer, client.request().headerInt(WRITE_POINTER_OFFSET));
      client.request().putHeaderInt(WRITE_POINTER_OFFSET, written);
    }
  }

  private static void overwriteAnswerWritePointers(RawClient client) {
    for (int pointer : WILD_POINTERS) {
      client.response().putHeaderInt(WRITE_POINTER_OFFSET, pointer);
      client.event().putHeaderInt(WRITE_POINTER_OFFSET, pointer);
      use(client);
    }
  }

  private static void breakReadPointer(RawClient client, RawRing ring, boolean negative) {
    ring.putHeaderInt(READ_POINTER_OFFSET, negative ? -1 : ring.words());
    ask(client);
  }

  /** Says in all rings that their files are others. */
  static void overwritePaths(RawClient client, Path victim) {
    byte[] path = (victim + "\0").getBytes(StandardCharsets.UTF_8);
    for (RawRing ring : rings(client)) {
      ring.headerBytes().put(HEADER_PATH_OFFSET, path);
      ring.headerBytes().put(DATA_PATH_OFFSET, path);
    }
    use(client);
  }

  private static void overwriteFlowControl(RawClient client) {
    for (int value : new int[] {1, 2, 77, -1}) {
      client.request().putHeaderInt(FLOW_CONTROL_OFFSET, value);
      use(client);
      assertEquals(value, client.request().headerInt(FLOW_CONTROL_OFFSET));
    }
  }

  // ---- truncated files: nothing here may touch the mapping any more ----------------------------

  private static void truncate(Path file, long length) {
    assertEquals("size of " + file, length, RingFile.resize(file, length));
  }

  private static void truncateData(RawClient client, long length) {
    truncate(client.request().dataFile(), length);
    client.request().post();
    announce(client);
  }

  private static void truncateHeader(RawClient client, long length) {
    truncate(client.request().headerFile(), length);
    announce(client);
  }

  private static void truncateDataUnderAChunk(RawClient client) {
    byte[] message = request();
    client.request().write(message, message.length, ChunkDescriptor.MAGIC_COMMITTED);
    truncateData(client, 0);
  }

  /** The reader may find the request first, or the loss. */
  private static void truncateHeaderUnderAChunk(RawClient client) {
    client.request().write(request());
    truncate(client.request().headerFile(), 0);
    announce(client);
  }

  private static void truncateAndAsk(RawClient client, Path file) {
    truncate(file, 0);
    ask(client);
  }

  /** The response fits the page that is left; where the next one would go there is none. */
  private static void truncateBehindTheResponse(RawClient client) {
    truncate(client.response().dataFile(), 4096);
    client.request().write(RawClient.requestOf(ECHO, new byte[3000]));
    announce(client);
  }

  private static void truncateAll(RawClient client) {
    client.request().write(request());
    RingFile.empty(
        rings(client).stream()
            .flatMap(ring -> Stream.of(ring.headerFile(), ring.dataFile()))
            .toList());
    announce(client);
  }
}
