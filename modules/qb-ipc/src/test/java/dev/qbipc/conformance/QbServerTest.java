package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.AsyncAssertions.awaitErrno;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** A server's life as its application sees it. */
@RunWith(VertxUnitRunner.class)
public class QbServerTest {

  private static final int OWN_PID = (int) ProcessHandle.current().pid();

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "qb-server-test-" + OWN_PID;
  private Vertx vertx;

  @Before
  public void startVertx() {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  }

  @After
  public void closeVertx(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private QbServer listen(TestContext test, QbServerOptions options) {
    var server = QbServer.create(vertx, options.setService(service));
    await(
        test,
        server
            .operation(ECHO, request -> request.reply(request.array(), 0, request.length()))
            .compose(done -> server.listen()));
    return server;
  }

  /** The readers and waiters of the service that run now. */
  private static List<String> threads(String service) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("qb-reader-" + service))
        .sorted()
        .toList();
  }

  /** Without those that wait for a client each, where the kernel has no {@code futex_waitv}. */
  private static List<String> readers(String service) {
    return threads(service).stream().filter(name -> !name.contains("-wait-")).toList();
  }

  private static void assertNothingLeft(String service) {
    Eventually.assertBecomes("threads", List.of(), () -> threads(service));
    assertEquals(List.of(), SharedMemory.directoriesOf(OWN_PID));
    var e = assertThrows(QbException.class, () -> LibqbClient.connect(service));
    assertEquals(Errno.ECONNREFUSED, e.errno());
  }

  @Test
  public void vertxWithoutEpollIsRefused(TestContext test) {
    var plain = Vertx.vertx();
    assertRefused("setPreferNativeTransport", plain);
    await(test, plain.close());
  }

  /** What its event bus does with a message that is an object of this process: it fails. */
  @Test
  public void clusteredVertxIsRefused() {
    assertRefused(
        "clustered",
        new VertxWrapper((VertxInternal) vertx) {
          @Override
          public boolean isClustered() {
            return true;
          }
        });
  }

  private void assertRefused(String why, Vertx vertx) {
    var options = new QbServerOptions().setService(service);
    var refusal = assertThrows(IllegalStateException.class, () -> QbServer.create(vertx, options));
    assertTrue(refusal.getMessage(), refusal.getMessage().contains(why));
    assertNothingLeft(service);
  }

  @Test
  public void closeLeavesNothing(TestContext test) {
    for (boolean futexWaitv : new boolean[] {true, false}) {
      int descriptors = ProcessResources.descriptors(OWN_PID);
      var server =
          listen(
              test,
              new QbServerOptions()
                  .setReaderOptions(new ReaderOptions().setFutexWaitv(futexWaitv)));
      List<LibqbClient> clients = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        var client = LibqbClient.connect(service);
        clients.add(client);
        client.call(ECHO, i);
      }
      await(test, server.close());
      assertNothingLeft(service);
      clients.forEach(LibqbClient::close);
      // Event loops that were not there before have descriptors of their own and stay.
      if (!futexWaitv) {
        Eventually.assertBecomes(
            "descriptors", descriptors, () -> ProcessResources.descriptors(OWN_PID));
      }
    }
  }

  @Test
  public void secondCloseCompletesAsTheFirst(TestContext test) {
    var server = listen(test, new QbServerOptions());
    Future<Void> first = server.close();
    await(test, server.close());
    assertTrue(first.isComplete());
    assertNothingLeft(service);
  }

  @Test
  public void closeOfAServerThatNeverListenedLeavesNothing(TestContext test) {
    var server = QbServer.create(vertx, new QbServerOptions().setService(service));
    await(test, server.close());
    assertNothingLeft(service);
  }

  @Test
  public void closingVertxClosesTheServer(TestContext test) {
    listen(test, new QbServerOptions());
    try (var client = LibqbClient.connect(service)) {
      client.call(ECHO, 1);
      await(test, vertx.close());
      assertNothingLeft(service);
      assertEquals(-Errno.ENOTCONN, client.trySend(ECHO));
    }
  }

  @Test
  public void item5_secondServerFailsAndLeavesTheFirstUntouched(TestContext test) {
    listen(test, new QbServerOptions());
    List<String> before = readers(service);
    var other = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try (var client = LibqbClient.connect(service)) {
      var second = QbServer.create(other, new QbServerOptions().setService(service));
      awaitErrno(test, Errno.EADDRINUSE, second.listen());
      Eventually.assertBecomes("threads", before, () -> readers(service));
      assertEquals(1, client.call(ECHO, 1).intAt(0));
      ServerConformance.assertServes(service);
    } finally {
      await(test, other.close());
    }
  }

  @Test
  public void serverStartsAgainInTheSameVertx(TestContext test) {
    for (int i = 0; i < 3; i++) {
      var server = listen(test, new QbServerOptions());
      ServerConformance.assertServes(service);
      await(test, server.close());
    }
  }
}
