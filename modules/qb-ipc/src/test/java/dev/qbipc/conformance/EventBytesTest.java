package dev.qbipc.conformance;

import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.Posix;
import dev.qbipc.testing.Patience;
import org.junit.Test;

/** Conformance list E: the bytes by which servers announce events. */
public class EventBytesTest extends ServerConformance {

  private static final int PATIENCE_MILLIS = (int) Patience.LIMIT.toMillis();
  private static final int QUIET = 0;

  /** As many 24-byte events as a ring of 4096 words takes; more than a socket takes bytes. */
  private static final int FULL_RING = 511;

  @Test
  public void item46_responsesCauseNoByte() {
    var client = connect(start());
    for (int i = 0; i < 1000; i++) {
      client.call(ConformanceService.ECHO, i);
      assertEquals(QUIET, Posix.awaitReadable(client.fd(), 0));
    }
    client.send(ConformanceService.TWO_REPLIES, LibqbMessage.ints(16));
    for (int i = 0; i < 16; i++) {
      client.receive(PATIENCE_MILLIS);
    }
    // A byte of a response would come before the event's.
    client.call(ConformanceService.EVENTS, 1, 0);
    client.receiveEvent(PATIENCE_MILLIS);
    client.call(ConformanceService.ECHO, 0);
    assertEquals(0, Posix.unreadBytes(client.fd()));
  }

  @Test
  public void item47_oneBytePerEvent() {
    var client = connect(start());
    int fd = client.fd();
    client.call(ConformanceService.EVENTS, 100, 50);
    Eventually.assertBecomes("bytes of 100 events", 100, () -> Posix.unreadBytes(fd));
    client.call(ConformanceService.ECHO, 0);
    assertEquals("and none later", 100, Posix.unreadBytes(fd));
    for (int i = 0; i < 100; i++) {
      assertEquals(i, client.receiveEvent(0).intAt(0));
      assertEquals(99 - i, Posix.unreadBytes(fd));
    }
    assertEquals(QUIET, Posix.awaitReadable(fd, 0));
  }

  @Test
  public void item48_unreadEventsBlockNobodyAndAreAllDelivered() {
    var server = start();
    var client = connect(server);
    RawRing event = closedAtEnd(ConnectionRings.of(server)).event();
    client.call(ConformanceService.EVENTS, FULL_RING, 0);
    ConnectionRings.assertUnread("events in the ring", FULL_RING, event);
    for (int i = 0; i < 100; i++) {
      client.call(ConformanceService.ECHO, i);
    }
    assertServes(server.service());

    for (int i = 0; i < FULL_RING; i++) {
      assertEquals(ConformanceService.EVENT, client.receiveEvent(PATIENCE_MILLIS).id());
    }
    client.call(ConformanceService.ECHO, 0);
    assertEquals(0, Posix.unreadBytes(client.fd()));
    assertEquals(0, event.semaphore());
  }

  @Test
  public void item48_moreEventsThanTheRingTakesArriveInOrder() {
    var client = connect(start());
    client.call(ConformanceService.EVENTS, 5000, 4);
    for (int i = 0; i < 5000; i++) {
      assertEquals(i, client.receiveEvent(PATIENCE_MILLIS).intAt(0));
    }
    client.call(ConformanceService.ECHO, 0);
    assertEquals(0, Posix.unreadBytes(client.fd()));
  }

  @Test
  public void item49_eventOfTheCreatedHookArrives() {
    var server = start(new ServiceOptions().eventOnCreated());
    for (int i = 0; i < 100; i++) {
      try (var client = LibqbClient.connect(server.service())) {
        assertEquals(Posix.POLLIN, Posix.awaitReadable(client.fd(), PATIENCE_MILLIS));
        assertEquals(ConformanceService.CREATED_EVENT, client.receiveEvent(0).id());
        assertEquals(0, Posix.unreadBytes(client.fd()));
      }
    }
  }

  /** Were the byte first, a client that it wakes would find the ring empty: ETIMEDOUT. */
  @Test
  public void item50_eventIsInTheRingBeforeItsByteComes() {
    var client = connect(start());
    for (int i = 0; i < 3000; i++) {
      client.call(ConformanceService.EVENTS, 1, 1000);
      assertEquals(Posix.POLLIN, Posix.awaitReadable(client.fd(), PATIENCE_MILLIS));
      assertEquals(ConformanceService.EVENT, client.receiveEvent(0).id());
    }
  }
}
