package dev.qbipc.hostile;

import static dev.qbipc.AsyncAssertions.await;

import dev.qbipc.conformance.ProcessResources;
import dev.qbipc.conformance.RawClient;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.server.Request;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** A client that hangs up while the reader is busy with what it asked for. */
@RunWith(VertxUnitRunner.class)
public class HangUpTest {

  private static final int OPERATION = 1;
  private static final int OWN_PID = (int) ProcessHandle.current().pid();
  private static final Duration WINDOW = Duration.ofSeconds(1);

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "qb-hostile-hang-up-" + OWN_PID;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final QbServer server =
      QbServer.create(
          vertx,
          new QbServerOptions()
              .setService(service)
              .setReaderOptions(new ReaderOptions().setReaders(1)));
  private final CountDownLatch enough = new CountDownLatch(1);

  @After
  public void close(TestContext test) {
    enough.countDown();
    // One by one: a future of the server completes on a context that ends with its Vert.x.
    await(test, server.close());
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  /** A hang-up that is not dealt with yet is not reported again and again. */
  @Test
  public void item96_hangUpDoesNotSpinWhileTheReaderIsBusy(TestContext test)
      throws InterruptedException {
    Async busy = test.async();
    await(
        test,
        server
            .operation(OPERATION, request -> occupy(request, busy))
            .compose(done -> server.listen()));
    try (var client = RawClient.open(service, ServerUnderAttack.MESSAGE_SIZE)) {
      client.send(OPERATION);
      busy.awaitSuccess();
    }
    ProcessResources.assertBecomesIdle(OWN_PID, WINDOW, WINDOW.dividedBy(2));
  }

  private void occupy(Request request, Async busy) {
    busy.complete();
    try {
      enough.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    request.done();
  }
}
