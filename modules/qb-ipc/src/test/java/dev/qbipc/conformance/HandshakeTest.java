package dev.qbipc.conformance;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.Posix;
import dev.qbipc.linux.Credentials;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.ring.Ring;
import dev.qbipc.testing.Needs;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Requirement;
import dev.qbipc.wire.SetupRequestDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;

/** Conformance list B: the handshake, as both servers do it. */
public class HandshakeTest extends ServerConformance {

  private static final int SMALLEST = SetupResponseDescriptor.SIZE;
  private static final byte[] REQUEST = SetupRequestDescriptor.encode(SMALLEST);

  // Of the answer (protocol, section 1.4).
  private static final int ID = 0;
  private static final int SIZE = 8;
  private static final int ERROR = 16;
  private static final int TYPE = 24;
  private static final int MAX_MESSAGE_SIZE = 28;
  private static final int[] PADDING = {4, 12, 20};
  private static final int[] PATHS = {40, 4136, 8232};
  private static final int PATH_SIZE = 4096;

  private RawClient rawClient(ServerUnderTest server) {
    return closedAtEnd(RawClient.connect(server.service()));
  }

  private static byte[] requestWith(int offset, int value) {
    byte[] request = REQUEST.clone();
    ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).putInt(offset, value);
    return request;
  }

  @Test
  public void item8_requestInPiecesGivesOneAnswer() {
    var server = start();
    for (int pieces : new int[] {1, 2, 24}) {
      var client = rawClient(server);
      // The second of two pieces has 8 bytes, as when header and body are sent apart.
      int size = pieces == 2 ? 16 : REQUEST.length / pieces;
      for (int at = 0; at < REQUEST.length; at += size) {
        client.sendBytes(Arrays.copyOfRange(REQUEST, at, Math.min(at + size, REQUEST.length)));
      }
      assertEquals(0, client.receiveAnswer().error());
      assertEquals(0, client.unreadBytes());
    }
  }

  /** libqb 2.0.6 fails on any other answer, so a thousand of its clients are the proof. */
  @Test
  public void item9_answerIsThereAsAWholeAtOnce() {
    var server = start();
    for (int i = 0; i < 1000; i++) {
      LibqbClient.connect(server.service()).close();
    }
    var client = rawClient(server);
    client.sendBytes(REQUEST);
    client.receiveAnswer();
    assertEquals(0, client.unreadBytes());
  }

  @Test
  public void item10_answerIsLaidOutAsSpecified() {
    var client = rawClient(start());
    client.sendBytes(requestWith(16, 50_000));
    SetupAnswer answer = client.receiveAnswer();
    assertEquals(-1, answer.intAt(ID));
    assertEquals(12328, answer.intAt(SIZE));
    assertEquals(0, answer.intAt(ERROR));
    assertEquals(1, answer.intAt(TYPE));
    assertEquals(50_000, answer.intAt(MAX_MESSAGE_SIZE));
    for (int offset : PADDING) {
      assertEquals(0, answer.intAt(offset));
    }
    for (int offset : PATHS) {
      byte[] path = Arrays.copyOfRange(answer.bytes(), offset, offset + PATH_SIZE);
      int end = new String(path, StandardCharsets.UTF_8).indexOf('\0');
      assertTrue(end > 0);
      assertArrayEquals(new byte[PATH_SIZE - end], Arrays.copyOfRange(path, end, PATH_SIZE));
    }
  }

  @Test
  public void item11_grantedSizeIsTheLargerOfAskedAndEnforced() {
    int enforced = 200_000;
    var server = start(new ServiceOptions().enforce(enforced));
    for (int asked : new int[] {0, SMALLEST, enforced, 1_048_576}) {
      try (var client = LibqbClient.connect(server.service(), asked)) {
        assertEquals(Math.max(asked, enforced), client.bufferSize());
      }
    }
  }

  @Test
  public void item11_withoutEnforcementTheAskedSizeIsGranted() {
    var server = start();
    for (int asked : new int[] {1, SMALLEST, 65_537}) {
      try (var client = LibqbClient.connect(server.service(), asked)) {
        assertEquals(Math.max(asked, SMALLEST), client.bufferSize());
      }
    }
  }

  @Test
  public void item12_otherIdIsClosedWithoutAnAnswer() {
    var server = start();
    for (int id : new int[] {1, 0, -2, -3}) {
      var client = rawClient(server);
      client.sendBytes(requestWith(ID, id));
      assertEquals(0, client.awaitEnd());
    }
    assertServes(server.service());
  }

  @Test
  public void item13_sizeFieldIsNotChecked() {
    var server = start();
    for (int size : new int[] {999, 0, -1}) {
      var client = rawClient(server);
      client.sendBytes(requestWith(SIZE, size));
      assertEquals(0, client.receiveAnswer().error());
    }
  }

  @Test
  public void item14_refusalReachesTheClientAndLeavesNothing() {
    for (int errno : new int[] {Errno.EACCES, Errno.EPERM, Errno.EAGAIN}) {
      try (var server = implementation.start(new ServiceOptions().refuse(errno))) {
        assertErrno(errno, () -> LibqbClient.connect(server.service()));
        server.callbacks().await("accept");
        SharedMemory.assertNothingLeft(server.pid());
        assertEquals(0, server.stats().activeConnections());
        assertEquals(0, server.stats().closedConnections());
      }
    }
  }

  @Test
  public void item16_maxMessageSizeOf0IsGranted() throws Exception {
    var server = start();
    var client = rawClient(server);
    client.sendBytes(requestWith(16, 0));
    SetupAnswer answer = client.receiveAnswer();
    assertEquals(0, answer.error());
    assertEquals(0, answer.maxMessageSize());
    for (String ring : List.of(answer.requestPath(), answer.responsePath(), answer.eventPath())) {
      assertEquals(Processes.pageSize(), Files.size(Path.of(ring + Ring.DATA_SUFFIX)));
    }
    client.openRings(answer);
    assertServes(server.service());
  }

  @Test
  public void item19_requestFollowedByCloseLeaksNothing() {
    var server = start();
    assertServes(server.service());
    SharedMemory.assertNothingLeft(server.pid());
    var process = new ProcessView(server.pid());
    int sockets = process.socketCount();
    for (int i = 0; i < 200; i++) {
      try (var client = RawClient.connectWhenTheQueueHasRoom(server.service())) {
        client.sendBytes(REQUEST);
      }
    }
    // Before it serves another: the queue may still be full of these.
    Eventually.assertBecomes("sockets", sockets, process::socketCount);
    assertServes(server.service());
    SharedMemory.assertNothingLeft(server.pid());
    if (implementation == Implementation.OURS) {
      // libqb goes on counting a client that was gone before its answer (protocol, section 8.3).
      assertEquals(0, server.stats().activeConnections());
    }
  }

  @Test
  public void item20_bytesAfterTheRequestDoNoHarm() {
    var client = rawClient(start());
    client.sendBytes(Arrays.copyOf(REQUEST, REQUEST.length + 5));
    client.openRings(client.receiveAnswer());
    for (int i = 0; i < 10; i++) {
      client.send(ConformanceService.ECHO, LibqbMessage.ints(i));
      assertEquals(i, client.receive().intAt(0));
    }
  }

  @Test
  @Needs(Requirement.NAMESPACES)
  public void item21_fullSharedMemoryIsEnospcAndLeavesNothing() {
    var server = startProcess(Surroundings.withSharedMemoryOf(512), new ServiceOptions());
    var sharedMemory = new ProcessView(server.pid()).root().resolve("dev/shm");
    assertErrno(Errno.ENOSPC, () -> LibqbClient.connect(server.service(), 300_000));
    Eventually.assertBecomes(
        "directories in the full /dev/shm",
        List.of(),
        () -> SharedMemory.directoriesOf(sharedMemory, server.pid()));
    var client = peerWithin(Surroundings.sameAs(server), "echo", server.service(), "0", "0");
    assertEquals("echo ok", client.awaitLine("echo", "failed"));
  }

  @Test
  public void item21_withoutDescriptorsIsEmfileAndServesLaterAgain() {
    var server = startProcess(Surroundings.withDescriptors(128), new ServiceOptions());
    var clients = new ArrayList<LibqbClient>();
    var refusal =
        assertThrows(
            QbException.class,
            () -> {
              while (clients.size() < 128) {
                clients.add(connect(server));
              }
            });
    assertEquals(Errno.name(Errno.EMFILE), Errno.name(refusal.errno()));
    clients.forEach(LibqbClient::close);
    Eventually.assertBecomes("active connections", 0, () -> server.stats().activeConnections());
    SharedMemory.assertNothingLeft(server.pid());
    assertServes(server.service());
  }

  @Test
  public void item23_asynchronousConnectWorks() {
    var server = start();
    var connecting = LibqbClient.connectAsync(server.service(), SMALLEST);
    assertEquals(
        Posix.POLLIN, Posix.awaitReadable(connecting.fd(), (int) Patience.LIMIT.toMillis()));
    try (var client = connecting.finish()) {
      assertEquals(23, client.call(ConformanceService.ECHO, 23).intAt(0));
    }
  }

  @Test
  public void item24_clientLearnsTheServersIds() {
    var server = start();
    var owner = SharedMemory.Ownership.of(Path.of("/proc/self"));
    assertEquals(new Credentials(server.pid(), owner.uid(), owner.gid()), connect(server).server());
  }
}
