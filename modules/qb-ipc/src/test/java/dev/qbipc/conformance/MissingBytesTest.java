package dev.qbipc.conformance;

import static org.junit.Assert.assertArrayEquals;

import org.junit.Test;

/**
 * Conformance list E: requests whose bytes never come. libqb's server waits for them and serves
 * nobody meanwhile (protocol, appendix B); ours must not.
 */
public class MissingBytesTest extends OwnServerTest {

  private static final byte[] PAYLOAD = {1, 2, 3, 4, 5};
  private static final byte[] REQUEST = RawClient.requestOf(ConformanceService.ECHO, PAYLOAD);

  @Test
  public void item51_threeChunksWithOneByteAreAnsweredAndOthersServed() {
    try (var other = connect();
        var client = RawClient.open(server.service(), MESSAGE_SIZE)) {
      for (int round = 0; round < 100; round++) {
        client.request().write(REQUEST);
        client.request().write(REQUEST);
        client.request().write(REQUEST);
        client.sendBytes((byte) 0);
        for (int i = 0; i < 3; i++) {
          assertArrayEquals(PAYLOAD, client.receive().payload());
        }
        assertArrayEquals(PAYLOAD, other.call(ConformanceService.ECHO, PAYLOAD).payload());
      }
    }
  }

  /** Nothing in the protocol promises it; our server sleeps on the ring's semaphore. */
  @Test
  public void item51_chunkWithoutAnyByteIsAnswered() {
    try (var client = RawClient.open(server.service(), MESSAGE_SIZE)) {
      for (int round = 0; round < 100; round++) {
        client.request().write(REQUEST);
        assertArrayEquals(PAYLOAD, client.receive().payload());
      }
    }
  }
}
