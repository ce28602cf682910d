package dev.qbipc.conformance;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.SocketMode;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.server.HandshakeOptions;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.wire.SetupRequestDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;
import dev.qbipc.wire.SocketAddressDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Conformance lists A and B, where our server is stricter than libqb's or can do more. */
public class HandshakeLimitsTest extends OwnServerTest {

  private static final int SMALLEST = SetupResponseDescriptor.SIZE;
  private static final byte[] REQUEST = SetupRequestDescriptor.encode(SMALLEST);
  private static final int OPAQUE_OFFSET = 32;

  @Rule public final TemporaryFolder directory = new TemporaryFolder();

  private void restart(QbServerOptions options) {
    restart(new ServiceOptions().server(options));
  }

  @Test
  public void item4_socketDirectoryIsConfigurable() throws Exception {
    var options =
        new QbServerOptions()
            .setSocketMode(SocketMode.FILE_SYSTEM)
            .setSocketDirectory(directory.getRoot().toString());
    restart(options);
    Path socket = directory.getRoot().toPath().resolve(server.service());
    assertEquals(0777, SharedMemory.Ownership.of(socket).mode());
    byte[] address = SocketAddressDescriptor.fileAddress(socket.toString());
    UnixSocket.connect(address, socket.toString()).close();
    server.close();
    assertEquals(List.of(), SharedMemory.names(socket.getParent()));
  }

  /** Who comes later takes the name over, as with libqb. */
  @Test
  public void item4_endOfAnEarlierServerLeavesTheSocketOfALaterOne() throws Exception {
    var options =
        new QbServerOptions()
            .setSocketMode(SocketMode.FILE_SYSTEM)
            .setSocketDirectory(directory.getRoot().toString());
    var service = new ServiceOptions().server(options);
    Path socket = directory.getRoot().toPath().resolve(service.service());
    restart(service);
    try (var later = InProcessServer.start(service)) {
      server.close();
      try (var client = RawClient.connect(socket)) {
        client.sendBytes(REQUEST);
        assertEquals(0, client.receiveAnswer().error());
      }
      assertEquals(service.service(), later.service());
    }
    assertEquals(List.of(), SharedMemory.names(socket.getParent()));
  }

  @Test
  public void item15_tooLargeMessageSizeIsRefusedWithoutAllocation() {
    restart(new QbServerOptions().setMaxMessageSize(1 << 20));
    LibqbClient.connect(server.service(), 1 << 20).close();
    ServerConformance.assertErrno(
        Errno.EMSGSIZE, () -> LibqbClient.connect(server.service(), (1 << 20) + 1).close());
    try (var client = RawClient.connect(server.service())) {
      client.sendBytes(SetupRequestDescriptor.encode(-1));
      assertEquals(-Errno.EMSGSIZE, client.receiveAnswer().error());
      assertEquals(0, client.awaitEnd());
    }
    SharedMemory.assertNothingLeft(server.pid());
  }

  @Test
  public void item17_silentClientIsDroppedAfterTheTimeout() {
    var limit = Duration.ofMillis(500);
    restart(new QbServerOptions().setHandshakeOptions(new HandshakeOptions().setTimeout(limit)));
    ServerConformance.assertServes(server.service());
    for (int sent : new int[] {0, 1, 23}) {
      long start = System.nanoTime();
      try (var silent = RawClient.connect(server.service())) {
        if (sent > 0) {
          silent.sendBytes(Arrays.copyOf(REQUEST, sent));
        }
        assertTrue(fastestConnect(server.service()).compareTo(limit.dividedBy(2)) < 0);
        assertEquals(0, silent.awaitEnd());
      }
      Duration lasted = Duration.ofNanos(System.nanoTime() - start);
      assertTrue("lasted " + lasted, lasted.compareTo(limit.minusMillis(50)) > 0);
    }
    ServerConformance.assertServes(server.service());
  }

  /** The fastest of three, since the machine may be busy with something else. */
  private static Duration fastestConnect(String service) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      LibqbClient.connect(service).close();
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    return Duration.ofNanos(fastest);
  }

  @Test
  public void item18_halfOpenClientsAreBounded() {
    int most = 100;
    var handshakes = new HandshakeOptions().setMaxHandshakes(most).setEventLoops(1);
    var options = new QbServerOptions().setHandshakeOptions(handshakes);
    var halfOpen = new ArrayList<RawClient>();
    server.close();
    // In a process of its own, since its sockets are counted.
    try (var server = ServerProcess.startOurs(List.of(), new ServiceOptions().server(options))) {
      ServerConformance.assertServes(server.service());
      var process = new ProcessView(server.pid());
      int before = process.socketCount();
      for (int i = 0; i < 1000; i++) {
        var client = RawClient.connectWhenTheQueueHasRoom(server.service());
        client.sendBytes(Arrays.copyOf(REQUEST, 1 + i % (REQUEST.length - 1)));
        halfOpen.add(client);
      }
      ServerConformance.assertServesWhenTheQueueHasRoom(server.service());
      int sockets = process.socketCount() - before;
      assertTrue(sockets + " sockets for half-open clients", sockets <= most);
      // The oldest ones made room for the newest.
      assertEquals(0, halfOpen.get(0).awaitEnd());
    } finally {
      halfOpen.forEach(RawClient::close);
    }
  }

  @Test
  public void item22_opaqueFieldRevealsNoAddress() {
    try (var client = RawClient.connect(server.service())) {
      client.sendBytes(REQUEST);
      assertEquals(0, client.receiveAnswer().longAt(OPAQUE_OFFSET));
    }
  }
}
