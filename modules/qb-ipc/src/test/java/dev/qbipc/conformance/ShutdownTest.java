package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.onThread;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static dev.qbipc.conformance.ConformanceService.NO_REPLY;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import io.vertx.ext.unit.TestContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Conformance list G: the end of a service with clients. */
public class ShutdownTest extends ServerConformance {

  private static final int CLIENTS = 100;
  private static final byte[] NOTHING = {};

  private List<LibqbClient> connectMany(ServerUnderTest server) {
    List<LibqbClient> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      var client = connect(server);
      assertEquals(i, client.call(ECHO, i).intAt(0));
      clients.add(client);
    }
    return clients;
  }

  private static void assertDisconnected(LibqbClient client) {
    assertEquals(-Errno.ENOTCONN, client.trySend(ECHO));
    assertErrno(Errno.ENOTCONN, () -> client.receive(0));
    assertFalse(client.isConnected());
  }

  @Test
  public void item68_stopDisconnectsAllClientsAndLeavesNothing() {
    var server = start();
    List<LibqbClient> clients = connectMany(server);
    server.close();
    clients.forEach(ShutdownTest::assertDisconnected);
    assertEquals(List.of(), SharedMemory.directoriesOf(server.pid()));
  }

  @Test
  public void item68_stoppedProcessExitsByItself() {
    var server = startProcess(List.of(), new ServiceOptions());
    List<LibqbClient> clients = connectMany(server);
    server.close();
    assertEquals(0, server.process().exitCode());
    clients.forEach(ShutdownTest::assertDisconnected);
    assertEquals(List.of(), SharedMemory.directoriesOf(server.pid()));
  }

  @Test
  public void item68_stopEndsWaitingCalls(TestContext test) {
    var server = start();
    for (int i = 0; i < 10; i++) {
      var client = connect(server);
      onThread(test, () -> assertErrno(Errno.ENOTCONN, () -> callWithoutEnd(client)));
    }
    Eventually.assertBecomes("connections", 10, () -> server.stats().activeConnections());
    server.close();
  }

  private static void callWithoutEnd(LibqbClient client) {
    client.sendReceive(NO_REPLY, NOTHING, LibqbClient.FOREVER);
  }

  @Test
  public void item68_nameIsFreeAfterwards() {
    var first = start();
    connect(first).call(ECHO, 1);
    first.close();
    assertErrno(Errno.ECONNREFUSED, () -> LibqbClient.connect(first.service()));
    assertServes(start().service());
  }

  /** Clients that connect just then are served to the end or refused, but none is forgotten. */
  @Test
  public void item68_stopWhileClientsConnectLeavesNothing() {
    for (int round = 0; round < 10; round++) {
      var server = implementation.start(new ServiceOptions());
      try (var storm = ConnectStorm.start(server.service(), 2)) {
        storm.awaitConnects(10);
        server.close();
      }
      assertEquals(List.of(), SharedMemory.directoriesOf(server.pid()));
    }
  }
}
