package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static dev.qbipc.conformance.ConformanceService.EVENTS;
import static dev.qbipc.conformance.ConformanceService.FAIL;
import static dev.qbipc.conformance.ConformanceService.NO_REPLY;
import static dev.qbipc.conformance.ConformanceService.SERVICE_STATS;
import static dev.qbipc.conformance.ConformanceService.STATS;
import static dev.qbipc.conformance.ConformanceService.TWO_REPLIES;
import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.ConnectionStats;
import dev.qbipc.server.ServiceStats;
import org.junit.Test;

/** Conformance list G: statistics, with the values that libqb has after the same session. */
public class StatisticsTest extends ServerConformance {

  private static final int PATIENCE_MILLIS = (int) OutputLines.PATIENCE.toMillis();
  private static final int OWN_PID = (int) ProcessHandle.current().pid();

  private static ConnectionStats stats(LibqbClient client, boolean clear) {
    LibqbMessage answer = client.call(STATS, clear ? 1 : 0);
    return new ConnectionStats(
        (int) answer.longAt(8),
        answer.longAt(0),
        answer.longAt(1),
        answer.longAt(2),
        answer.longAt(3),
        answer.longAt(4),
        (int) answer.longAt(5),
        answer.longAt(6),
        (int) answer.longAt(7));
  }

  /** Eight requests with their own, seven responses, three events of which one is read. */
  private static void session(ServerUnderTest server, LibqbClient client) {
    client.call(ECHO, 1);
    client.call(ECHO, 2);
    client.send(NO_REPLY);
    client.call(FAIL, Errno.EACCES);
    client.send(TWO_REPLIES, LibqbMessage.ints(2));
    client.receive(PATIENCE_MILLIS);
    client.receive(PATIENCE_MILLIS);
    client.call(EVENTS, 3, 10);
    client.receiveEvent(PATIENCE_MILLIS);
    client.call(77);
    server.rateLimit(RateLimits.OFF_2);
    server.rateLimit(RateLimits.NORMAL);
    server.rateLimit(RateLimits.NORMAL);
  }

  @Test
  public void item72_connectionStatisticsCountTheSession() {
    var server = start();
    var client = connect(server);
    server.callbacks().await("created");
    assertEquals(new ConnectionStats(OWN_PID, 1, 0, 0, 0, 0, 0, 0, 0), stats(client, true));
    session(server, client);
    // The first answer was counted after its own statistics were taken and cleared.
    assertEquals(new ConnectionStats(OWN_PID, 8, 8, 3, 0, 0, 0, 2, 2), stats(client, false));
  }

  @Test
  public void item72_clearAfterReadLeavesOnlyThePid() {
    var server = start();
    var client = connect(server);
    server.callbacks().await("created");
    session(server, client);
    assertEquals(new ConnectionStats(OWN_PID, 8, 7, 3, 0, 0, 0, 2, 2), stats(client, true));
    assertEquals(new ConnectionStats(OWN_PID, 1, 1, 0, 0, 0, 0, 0, 2), stats(client, false));
  }

  @Test
  public void item72_flowControlStateIsTheWordWrittenLast() {
    var server = start();
    var client = connect(server);
    server.callbacks().await("created");
    client.flowControlLimit(0);
    server.rateLimit(RateLimits.OFF);
    client.send(STATS, LibqbMessage.ints(0));
    server.rateLimit(RateLimits.OFF_2);
    server.rateLimit(RateLimits.NORMAL);
    LibqbMessage answer = client.receive(PATIENCE_MILLIS);
    assertEquals("state", 0, answer.longAt(5));
    assertEquals("changes", 3, answer.longAt(6));
  }

  @Test
  public void item72_serviceStatisticsCountConnections() {
    var server = start();
    var first = connect(server);
    var second = connect(server);
    server.callbacks().await("created");
    server.callbacks().await("created");
    LibqbMessage answer = first.call(SERVICE_STATS);
    assertEquals(2, answer.intAt(0));
    assertEquals(0, answer.intAt(1));
    second.close();
    server.callbacks().await("closed");
    assertEquals(new ServiceStats(1, 1), server.stats());
    first.close();
    server.callbacks().await("closed");
    Eventually.assertBecomes("statistics", new ServiceStats(0, 2), server::stats);
  }

  @Test
  public void item72_refusedClientCountsNowhere() {
    var server = start(new ServiceOptions().refuse(Errno.EACCES));
    assertErrno(Errno.EACCES, () -> LibqbClient.connect(server.service()));
    assertEquals(0, server.stats().activeConnections());
    assertEquals(0, server.stats().closedConnections());
  }
}
