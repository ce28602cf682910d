package dev.qbipc.libqb;

import static dev.qbipc.libqb.LibqbMessage.ints;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import java.util.List;
import org.junit.Test;

/** The binding of the real client against the real server: what the other tests stand on. */
public class LibqbClientTest {

  private static final int ECHO = 1;
  private static final int EVENTS = 4;
  private static final int EVENT = 40;
  private static final int DISCONNECT_ME = 6;

  private final String service = "libqb-client-test-" + ProcessHandle.current().pid();

  private ChildProcess startServer() {
    var server = CProgram.start(CProgram.LIBQB_SERVER, List.of("--service", service));
    server.awaitLine("ready " + service);
    return server;
  }

  @Test
  public void requestIsEchoed() {
    try (var server = startServer();
        var client = LibqbClient.connect(service)) {
      LibqbMessage response = client.call(ECHO, new byte[] {1, 2, 3});
      assertEquals(ECHO, response.id());
      assertEquals(0, response.error());
      assertArrayEquals(new byte[] {1, 2, 3}, response.payload());
      assertEquals(server.pid(), client.server().pid());
    }
  }

  @Test
  public void eventsArriveInOrder() {
    try (var server = startServer();
        var client = LibqbClient.connect(service)) {
      client.call(EVENTS, 1000, 100);
      for (int i = 0; i < 1000; i++) {
        LibqbMessage event = client.receiveEvent((int) Patience.LIMIT.toMillis());
        assertEquals(EVENT, event.id());
        assertEquals(i, event.intAt(0));
        assertEquals(100, event.payload().length);
      }
      assertTrue(server.isAlive());
    }
  }

  @Test
  public void failedConnectCarriesErrno() {
    var e = assertThrows(QbException.class, () -> LibqbClient.connect(service));
    assertEquals(Errno.ECONNREFUSED, e.errno());
  }

  @Test
  public void serverPrintsItsCallbacks() {
    try (var server = startServer()) {
      try (var client = LibqbClient.connect(service)) {
        client.send(DISCONNECT_ME);
        server.awaitLine("destroyed");
        assertEquals(-Errno.ENOTCONN, client.trySendVector(ECHO, ints(1)));
        assertFalse(client.isConnected());
      }
      assertEquals(
          List.of("ready " + service, "accept", "created", "closed", "destroyed"),
          server.output().all());
    }
  }

  @Test
  public void serverEndsWithItsInput() {
    ChildProcess server = startServer();
    server.close();
    assertEquals(0, server.exitCode());
  }
}
