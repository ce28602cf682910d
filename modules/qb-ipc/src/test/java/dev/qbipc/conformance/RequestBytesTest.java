package dev.qbipc.conformance;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.libqb.Posix;
import java.time.Duration;
import java.util.List;
import org.junit.Test;

/** Conformance list E: the bytes by which clients announce requests. */
public class RequestBytesTest extends ServerConformance {

  private static final byte[] PAYLOAD = {1, 2, 3, 4, 5};

  /** How many requests' bytes our server takes together. */
  private static final int BATCH = 192;

  private static final Duration CPU_WINDOW = Duration.ofMillis(500);
  private static final Duration IDLE = Duration.ofMillis(20);

  private RawClient open(ServerUnderTest server) {
    return closedAtEnd(RawClient.open(server.service(), 12328));
  }

  private static void assertAnswered(RawClient client) {
    assertArrayEquals(PAYLOAD, client.receive().payload());
  }

  @Test
  public void item44_bytesOfSynchronousCallsAreTaken() {
    boolean ours = implementation == Implementation.OURS;
    int calls = ours ? 100_000 : 10_000;
    // Below the 278 that would stall the client; a byte may come after its request was taken.
    int mostNotTaken = ours ? BATCH + 1 : 1;
    var client = connect(start());
    int fd = client.fd();
    for (int i = 0; i < calls; i++) {
      client.call(ConformanceService.ECHO, PAYLOAD);
      int notTaken = Posix.sendsNotTaken(fd);
      assertTrue(notTaken + " bytes after call " + i, notTaken <= mostNotTaken);
    }
    Eventually.assertBecomes("bytes not taken", 0, () -> Posix.sendsNotTaken(fd));
  }

  @Test
  public void item51_chunkWithoutByteIsAnsweredWithTheNextByteAtTheLatest() {
    var server = start();
    var client = open(server);
    client.request().write(RawClient.requestOf(ConformanceService.ECHO, PAYLOAD));
    client.sendBytes((byte) 0);
    assertAnswered(client);
    client.send(ConformanceService.ECHO, PAYLOAD);
    assertAnswered(client);
  }

  @Test
  public void item52_surplusBytesAreSwallowed() {
    var server = start();
    var client = open(server);
    int fd = client.socket().fd();
    for (int i = 0; i < 20; i++) {
      client.sendBytes(new byte[50]);
    }
    Eventually.assertBecomes("bytes not taken", 0, () -> Posix.sendsNotTaken(fd));
    client.send(ConformanceService.ECHO, PAYLOAD);
    assertAnswered(client);
    assertServes(server.service());
  }

  @Test
  public void item52_surplusBytesCostNoProcessorTime() throws InterruptedException {
    var server = startProcess(List.of(), new ServiceOptions());
    var client = open(server);
    client.send(ConformanceService.ECHO, PAYLOAD);
    assertAnswered(client);
    client.sendBytes(new byte[50]);
    ProcessResources.assertBecomesIdle(server.pid(), CPU_WINDOW, IDLE);
    client.send(ConformanceService.ECHO, PAYLOAD);
    assertAnswered(client);
  }
}
