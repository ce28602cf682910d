package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.server.Admission;
import dev.qbipc.server.ConnectionStats;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.ServiceStats;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

/** What a connection carries from its admission to its end, and what its service counts of it. */
public class ConnectionLifeTest {

  private static final int OWN_PID = (int) ProcessHandle.current().pid();

  private final InProcessServer server = InProcessServer.start(new ServiceOptions());

  @After
  public void close() {
    server.close();
  }

  private static <T> T join(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  @Test
  public void connectionBeginsWithWhatThePolicyAttached() throws Exception {
    var attachment = new CompletableFuture<Object>();
    server.acceptPolicy(peer -> Admission.readOnly().attach("uid " + peer.uid()));
    server.connectionHandler(connection -> attachment.complete(connection.attachment()));
    try (var client = LibqbClient.connect(server.service())) {
      client.call(ECHO, 1);
      assertEquals("uid " + client.server().uid(), join(attachment));
    }
  }

  @Test
  public void nothingIsAttachedUnlessAsked() throws Exception {
    var connected = new CompletableFuture<QbConnection>();
    server.connectionHandler(connected::complete);
    try (var client = LibqbClient.connect(server.service())) {
      client.call(ECHO, 1);
      assertNull(join(connected).attachment());
    }
  }

  /** As libqb's servers print them when a connection has closed. */
  @Test
  public void statisticsAreThereInTheCloseHandlerAndLater() throws Exception {
    var connected = new CompletableFuture<QbConnection>();
    var atTheEnd = new CompletableFuture<ConnectionStats>();
    server.connectionHandler(
        connection -> {
          connected.complete(connection);
          connection.closeHandler(
              () -> {
                Future<ConnectionStats> stats = connection.stats(false);
                stats.onSuccess(atTheEnd::complete);
                return stats;
              });
        });
    try (var client = LibqbClient.connect(server.service())) {
      client.call(ECHO, 1);
      client.call(ECHO, 1);
    }
    var expected = new ConnectionStats(OWN_PID, 2, 2, 0, 0, 0, 0, 0, 0);
    assertEquals(expected, join(atTheEnd));
    InProcessServer.await(join(connected).closed());
    assertEquals(expected, InProcessServer.await(join(connected).stats(true)));
    InProcessServer.await(server.server().close());
    assertEquals(expected, InProcessServer.await(join(connected).stats(false)));
  }

  @Test
  public void statisticsOfTheServiceStartAgainWhenTheyAreCleared() {
    server.acceptPolicy(peer -> Admission.readWrite());
    try (var client = LibqbClient.connect(server.service())) {
      LibqbClient.connect(server.service()).close();
      Eventually.assertBecomes("counts", new ServiceStats(1, 1), server::stats);
      assertEquals(new ServiceStats(1, 1), server.server().stats(true));
      assertEquals(new ServiceStats(1, 0), server.stats());
      client.call(ECHO, 1);
    }
    Eventually.assertBecomes("counts", new ServiceStats(0, 1), server::stats);
  }
}
