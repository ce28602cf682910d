package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.server.Admission;
import dev.qbipc.server.ConnectionStats;
import dev.qbipc.server.ServiceStats;
import dev.qbipc.testing.Patience;
import io.vertx.core.Handler;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** What a connection carries from its admission to its end, and what its service counts of it. */
@RunWith(VertxUnitRunner.class)
public class ConnectionLifeTest {

  private static final int OWN_PID = (int) ProcessHandle.current().pid();

  @Rule public final Timeout timeout = new Timeout(Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final InProcessServer server = InProcessServer.start(new ServiceOptions());

  @After
  public void close() {
    server.close();
  }

  @Test
  public void connectionBeginsWithWhatThePolicyAttached(TestContext test) {
    Async connected = test.async();
    var attachment = new AtomicReference<Object>();
    server.acceptPolicy(peer -> Admission.readOnly().attach("uid " + peer.uid()));
    server.connectionHandler(
        connection -> {
          attachment.set(connection.attachment());
          connected.complete();
        });
    try (var client = LibqbClient.connect(server.service())) {
      client.call(ECHO, 1);
      connected.awaitSuccess();
      assertEquals("uid " + client.server().uid(), attachment.get());
    }
  }

  @Test
  public void nothingIsAttachedUnlessAsked(TestContext test) {
    Async connected = test.async();
    server.connectionHandler(
        connection -> {
          test.assertNull(connection.attachment());
          connected.complete();
        });
    try (var client = LibqbClient.connect(server.service())) {
      client.call(ECHO, 1);
      connected.awaitSuccess();
    }
  }

  /** As libqb's servers print them when a connection has closed. */
  @Test
  public void statisticsAreThereInTheCloseHandlerAndLater(TestContext test) {
    var expected = new ConnectionStats(OWN_PID, 2, 2, 0, 0, 0, 0, 0, 0);
    Handler<ConnectionStats> asExpected = stats -> test.assertEquals(expected, stats);
    Async atTheEnd = test.async();
    Async later = test.async();
    server.connectionHandler(
        connection -> {
          connection.closeHandler(
              () ->
                  connection
                      .stats(false)
                      .onSuccess(asExpected)
                      .onSuccess(stats -> atTheEnd.complete()));
          connection
              .closed()
              .compose(closed -> connection.stats(true))
              .onSuccess(asExpected)
              .compose(stats -> server.server().close())
              .compose(closed -> connection.stats(false))
              .onSuccess(asExpected)
              .onComplete(test.asyncAssertSuccess(stats -> later.complete()));
        });
    try (var client = LibqbClient.connect(server.service())) {
      client.call(ECHO, 1);
      client.call(ECHO, 1);
    }
    atTheEnd.awaitSuccess();
    later.awaitSuccess();
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
