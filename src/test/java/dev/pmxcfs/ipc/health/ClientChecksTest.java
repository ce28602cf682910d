package dev.pmxcfs.ipc.health;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.server.ConnectionLimits;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** What keeps clients out, as long as it does. */
@RunWith(VertxUnitRunner.class)
public class ClientChecksTest {

  private static final Optional<String> NOTHING = Optional.empty();

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "client-checks-" + ProcessHandle.current().pid();
  private Vertx vertx;
  private QbServer server;
  private ClientChecks checks;

  @Before
  public void createServer() {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    var options =
        new QbServerOptions()
            .setService(service)
            .setConnectionLimits(new ConnectionLimits().setMaxConnections(2))
            .setReaderOptions(new ReaderOptions().setReaders(1));
    server = QbServer.create(vertx, options);
    checks = new ClientChecks(server, options);
  }

  @After
  public void closeVertx(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void aServerThatDoesNotListen(TestContext test) {
    Optional<String> fault = Optional.of("no client is let in at @" + service);
    assertEquals(fault, checks.listening());
    await(test, server.listen());
    assertEquals(NOTHING, checks.listening());
    await(test, server.close());
    assertEquals(fault, checks.listening());
  }

  @Test
  public void allPlacesTaken(TestContext test) {
    await(test, server.listen());
    try (var first = LibqbClient.connect(service)) {
      assertEquals(NOTHING, checks.places());
      try (var second = LibqbClient.connect(service)) {
        assertTrue(first.isConnected() && second.isConnected());
        assertEquals(
            Optional.of("all 2 connections that the server allows are open"), checks.places());
      }
      Eventually.assertBecomes("places", NOTHING, checks::places);
    }
  }

  @Test
  public void readersThatHaveEnded(TestContext test) {
    await(test, server.listen());
    assertEquals(NOTHING, await(test, checks.readers()));
    await(test, server.close());
    assertEquals(Optional.of("service " + service + " is closed"), await(test, checks.readers()));
  }
}
