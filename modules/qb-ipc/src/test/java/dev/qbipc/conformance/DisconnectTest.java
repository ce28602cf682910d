package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.DISCONNECT_ME;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static dev.qbipc.conformance.ConformanceService.NO_REPLY;
import static dev.qbipc.conformance.ConformanceService.SLEEP;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.libqb.CProgram;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.Posix;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.ServiceStats;
import dev.qbipc.wire.MessageIds;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** Conformance list G: how connections end. */
public class DisconnectTest extends ServerConformance {

  private static final List<String> WHOLE_LIFE =
      List.of("accept", "created", "closed", "destroyed");
  private static final byte[] NOTHING = {};
  private static final int MESSAGE_SIZE = 12328;

  private static void assertWholeLife(ServerUnderTest server) {
    server.callbacks().await("destroyed");
    List<String> callbacks = server.callbacks().all();
    // The line by which a server in a process of its own says that it listens.
    assertEquals(WHOLE_LIFE, callbacks.stream().filter(l -> !l.startsWith("ready")).toList());
  }

  @Test
  public void item63_disconnectCallsEachCallbackOnceAndLeavesNothing() {
    var server = start();
    assertEquals(0, SharedMemory.directoriesOf(server.pid()).size());
    var client = connect(server);
    client.call(ECHO, 1);
    assertEquals(6, SharedMemory.names(SharedMemory.directoriesOf(server.pid()).get(0)).size());
    client.close();
    assertWholeLife(server);
    SharedMemory.assertNothingLeft(server.pid());
    assertEquals(new ServiceStats(0, 1), server.stats());
  }

  @Test
  public void item63_descriptorsAreClosedAfterADisconnect() {
    var server = start();
    connect(server).close();
    server.callbacks().await("destroyed");
    int before = ProcessResources.atRest(server.pid(), 0).descriptors();
    for (int i = 0; i < 10; i++) {
      try (var client = connect(server)) {
        client.call(ECHO, i);
      }
      server.callbacks().await("destroyed");
    }
    Eventually.assertBecomes(
        "descriptors", before, () -> ProcessResources.descriptors(server.pid()));
  }

  /** The fastest of some: a busy machine may take the processor away from most of them. */
  @Test
  public void item63_everythingIsGoneWithin100Milliseconds() {
    var server = start();
    long[] nanos = new long[9];
    for (int i = 0; i < nanos.length; i++) {
      var client = connect(server);
      client.call(ECHO, i);
      long begin = System.nanoTime();
      client.close();
      SharedMemory.assertNothingLeft(server.pid());
      server.callbacks().await("destroyed");
      nanos[i] = System.nanoTime() - begin;
    }
    long fastest = TimeUnit.NANOSECONDS.toMillis(Arrays.stream(nanos).min().orElseThrow());
    assertTrue("gone after " + fastest + " ms", fastest <= 100);
  }

  @Test
  public void item64_killedIdleClientLeavesNothing() {
    var server = start();
    killed(server, "held", "hold", server.service(), "-", "-", "1");
  }

  @Test
  public void item64_clientKilledWhileItWritesLeavesNothing() {
    var server = start();
    killed(server, "half-written", "half-written", server.service());
  }

  @Test
  public void item64_clientKilledWhileItWaitsLeavesNothing() {
    var server = start();
    killed(server, "waiting", "wait-response", server.service());
  }

  private void killed(ServerUnderTest server, String ready, String... action) {
    try (var peer = CProgram.start(CProgram.PEER, List.of(action))) {
      peer.awaitLine(ready);
      server.callbacks().await("created");
      peer.kill();
    }
    assertWholeLife(server);
    SharedMemory.assertNothingLeft(server.pid());
    assertServes(server.service());
  }

  @Test
  public void item65_clientThatSendsNoMoreIsDisconnected() {
    var server = start();
    try (var client = RawClient.open(server.service(), MESSAGE_SIZE)) {
      client.send(ECHO);
      client.receive();
      Posix.finishSending(client.socket().fd());
      assertEquals(0, client.awaitEnd());
      assertWholeLife(server);
      SharedMemory.assertNothingLeft(server.pid());
    }
  }

  @Test
  public void item66_serverDisconnectEndsAWaitingCall() {
    var server = start();
    var client = connect(server);
    assertErrno(
        Errno.ENOTCONN, () -> client.sendReceive(DISCONNECT_ME, NOTHING, LibqbClient.FOREVER));
    assertEquals(-Errno.ENOTCONN, client.trySend(ECHO));
    assertFalse(client.isConnected());
    assertWholeLife(server);
    assertServes(server.service());
  }

  @Test
  public void item66_nextSendAfterAServerDisconnectFailsAtOnce() {
    var server = start();
    var client = connect(server);
    // The server may have read the ring, and closed the socket, before the byte is sent.
    client.trySend(DISCONNECT_ME);
    server.callbacks().await("closed");
    assertEquals(-Errno.ENOTCONN, client.trySend(ECHO));
    client.close();
    assertWholeLife(server);
    SharedMemory.assertNothingLeft(server.pid());
  }

  @Test
  public void item67_closedIsAskedAgainUntilTheApplicationIsDone() {
    var server = start(new ServiceOptions().closedNotYet(2));
    var client = connect(server);
    client.call(ECHO, 1);
    client.close();
    server.callbacks().await("destroyed");
    assertEquals(
        List.of("accept", "created", "closed", "closed", "closed", "destroyed"),
        server.callbacks().all().stream().filter(l -> !l.startsWith("ready")).toList());
    SharedMemory.assertNothingLeft(server.pid());
  }

  @Test
  public void item71_disconnectMessageDisconnects() {
    var server = start();
    try (var client = RawClient.open(server.service(), MESSAGE_SIZE)) {
      client.request().write(RawClient.requestOf(MessageIds.DISCONNECT));
      // The server may have read the ring, and closed the socket, before this byte is sent.
      client.trySendBytes((byte) 0);
      assertEquals(0, client.awaitEnd());
      assertWholeLife(server);
    }
    SharedMemory.assertNothingLeft(server.pid());
  }

  /** Whether requests that are in the ring at the hang-up are processed is left open by libqb. */
  @Test
  public void item73_clientThatLeavesRequestsBehindEndsCleanly() {
    var server = start();
    for (int i = 0; i < 20; i++) {
      try (var client = connect(server)) {
        client.send(SLEEP, LibqbMessage.ints(1));
        client.send(ECHO, LibqbMessage.ints(i));
        client.send(NO_REPLY);
      }
      server.callbacks().await("destroyed");
    }
    SharedMemory.assertNothingLeft(server.pid());
    assertEquals(new ServiceStats(0, 20), server.stats());
    assertServes(server.service());
  }
}
