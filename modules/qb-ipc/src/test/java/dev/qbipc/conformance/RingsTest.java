package dev.qbipc.conformance;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.Posix;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.ring.Ring;
import dev.qbipc.testing.Patience;
import dev.qbipc.wire.RingHeaderDescriptor;
import dev.qbipc.wire.SetupRequestDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;

/** Conformance list D: the rings' files, before and after the client has opened them. */
public class RingsTest extends ServerConformance {

  private static final int MAX_MESSAGE_SIZE = 12328;
  private static final int DATA_SIZE = 16384;

  private static final int LARGE_HEADER = RingHeaderDescriptor.SIZE_WITH_USER_DATA;
  private static final int SMALL_HEADER = RingHeaderDescriptor.SIZE;

  private ConnectionRings ringsOf(ServerUnderTest server) {
    return closedAtEnd(ConnectionRings.of(server));
  }

  /** A client that has its answer and has not opened the rings. */
  private SetupAnswer answerOf(ServerUnderTest server, int maxMessageSize) {
    var client = closedAtEnd(RawClient.connect(server.service()));
    client.sendBytes(SetupRequestDescriptor.encode(maxMessageSize));
    return client.receiveAnswer();
  }

  private static List<Long> headerSizes(ConnectionRings rings) throws IOException {
    return sizes(rings, Ring.HEADER_SUFFIX);
  }

  private static List<Long> dataSizes(ConnectionRings rings) throws IOException {
    return sizes(rings, Ring.DATA_SUFFIX);
  }

  private static List<Long> sizes(ConnectionRings rings, String suffix) throws IOException {
    return List.of(
        Files.size(Path.of(rings.requestPath() + suffix)),
        Files.size(Path.of(rings.responsePath() + suffix)),
        Files.size(Path.of(rings.eventPath() + suffix)));
  }

  private static List<Long> longs(long... values) {
    return List.of(values[0], values[1], values[2]);
  }

  @Test
  public void item33_clientThatOpensTheFilesResizesNothingInUse() throws IOException {
    var server = start();
    var connecting = LibqbClient.connectAsync(server.service(), MAX_MESSAGE_SIZE);
    assertEquals(
        Posix.POLLIN, Posix.awaitReadable(connecting.fd(), (int) Patience.LIMIT.toMillis()));
    var rings = ringsOf(server);
    assertEquals(longs(LARGE_HEADER, LARGE_HEADER, LARGE_HEADER), headerSizes(rings));
    assertEquals(longs(DATA_SIZE, DATA_SIZE, DATA_SIZE), dataSizes(rings));

    var client = closedAtEnd(connecting.finish());
    assertEquals(longs(LARGE_HEADER, SMALL_HEADER, SMALL_HEADER), headerSizes(rings));
    assertEquals(longs(DATA_SIZE, DATA_SIZE, DATA_SIZE), dataSizes(rings));
    byte[] payload = {1, 2, 3};
    assertArrayEquals(payload, client.call(ConformanceService.ECHO, payload).payload());
    client.call(ConformanceService.EVENTS, 1, 100);
    assertEquals(100, client.receiveEvent((int) Patience.LIMIT.toMillis()).payload().length);
  }

  @Test
  public void item34_ringsHaveTheSizesOf31() throws IOException {
    assertRingSize(0, 4096);
    assertRingSize(1, 4096);
    assertRingSize(4083, 4096);
    assertRingSize(4084, 8192);
    assertRingSize(12328, 16384);
    assertRingSize(1048576, 1052672);
  }

  private void assertRingSize(int maxMessageSize, long dataSize) throws IOException {
    assertEquals("these are the sizes for pages of", 4096, Processes.pageSize());
    try (var server = implementation.start(new ServiceOptions())) {
      SetupAnswer answer = answerOf(server, maxMessageSize);
      assertEquals(maxMessageSize, answer.maxMessageSize());
      var rings = ringsOf(server);
      assertEquals(longs(dataSize, dataSize, dataSize), dataSizes(rings));
      for (RawRing ring : List.of(rings.request(), rings.response(), rings.event())) {
        assertEquals(dataSize / Integer.BYTES, ring.words());
      }
    }
  }

  @Test
  public void item35_headersNameTheirFiles() {
    var server = start();
    SetupAnswer answer = answerOf(server, MAX_MESSAGE_SIZE);
    var rings = ringsOf(server);
    assertEquals(rings.requestPath(), answer.requestPath());
    assertEquals(rings.responsePath(), answer.responsePath());
    assertEquals(rings.eventPath(), answer.eventPath());
    for (RawRing ring : List.of(rings.request(), rings.response(), rings.event())) {
      assertEquals(
          ring.headerFile().toString(), pathAt(ring, RingHeaderDescriptor.HEADER_PATH_OFFSET));
      assertEquals(ring.dataFile().toString(), pathAt(ring, RingHeaderDescriptor.DATA_PATH_OFFSET));
    }
  }

  private static String pathAt(RawRing ring, int offset) {
    byte[] path = new byte[RingHeaderDescriptor.PATH_SIZE];
    ring.headerBytes().get(offset, path);
    return new String(path, StandardCharsets.UTF_8).replaceFirst("\0+$", "");
  }

  @Test
  public void item36_referenceCountIsOneUntilTheClientOpens() {
    var server = start();
    var connecting = LibqbClient.connectAsync(server.service(), MAX_MESSAGE_SIZE);
    assertEquals(
        Posix.POLLIN, Posix.awaitReadable(connecting.fd(), (int) Patience.LIMIT.toMillis()));
    var rings = ringsOf(server);
    var views = List.of(rings.request(), rings.response(), rings.event());
    for (RawRing ring : views) {
      assertEquals(1, ring.headerInt(RingHeaderDescriptor.REFERENCE_COUNT_OFFSET));
    }

    var client = closedAtEnd(connecting.finish());
    for (RawRing ring : views) {
      assertEquals(2, ring.headerInt(RingHeaderDescriptor.REFERENCE_COUNT_OFFSET));
    }
    client.call(ConformanceService.ECHO, 1);
  }

  @Test
  public void item37_semaphoresAreSharedAndZero() {
    var server = start();
    answerOf(server, MAX_MESSAGE_SIZE);
    var rings = ringsOf(server);
    for (RawRing ring : List.of(rings.request(), rings.response(), rings.event())) {
      assertEquals(0, ring.semaphore());
      assertEquals(128, ring.headerInt(RingHeaderDescriptor.SEMAPHORE_SHARED_OFFSET));
    }
  }

  @Test
  public void newRingIsEmptyAndMarkedAsLibqbDoes() {
    var server = start();
    answerOf(server, MAX_MESSAGE_SIZE);
    var rings = ringsOf(server);
    for (RawRing ring : List.of(rings.request(), rings.response(), rings.event())) {
      assertEquals(0, ring.headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET));
      assertEquals(0, ring.headerInt(RingHeaderDescriptor.READ_POINTER_OFFSET));
      assertEquals(5, ring.word(0));
      for (int index = 1; index < ring.words(); index++) {
        assertEquals(0, ring.word(index));
      }
    }
    var flowControl = rings.request().headerInt(RingHeaderDescriptor.FLOW_CONTROL_OFFSET);
    assertEquals(0, flowControl);
  }
}
