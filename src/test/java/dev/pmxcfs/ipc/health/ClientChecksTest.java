package dev.pmxcfs.ipc.health;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.Eventually;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What keeps clients out, as long as it does. */
public class ClientChecksTest {

  private static final Optional<String> NOTHING = Optional.empty();

  private final String service = "client-checks-" + ProcessHandle.current().pid();
  private Vertx vertx;
  private QbServer server;
  private ClientChecks checks;

  @Before
  public void createServer() {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    var options = new QbServerOptions().setService(service).setMaxConnections(2).setReaders(1);
    server = QbServer.create(vertx, options);
    checks = new ClientChecks(server, options);
  }

  @After
  public void closeVertx() {
    vertx.close().await();
  }

  @Test
  public void aServerThatDoesNotListen() {
    Optional<String> fault = Optional.of("no client is let in at @" + service);
    assertEquals(fault, checks.listening());
    server.listen().await();
    assertEquals(NOTHING, checks.listening());
    server.close().await();
    assertEquals(fault, checks.listening());
  }

  @Test
  public void allPlacesTaken() {
    server.listen().await();
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
  public void readersThatHaveEnded() {
    server.listen().await();
    assertEquals(NOTHING, checks.readers().await());
    server.close().await();
    assertEquals(Optional.of("service " + service + " is closed"), checks.readers().await());
  }
}
