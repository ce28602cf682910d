package dev.qbipc.client;

import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.AsyncAssertions.awaitErrno;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.testing.Patience;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** A client as a part of Vert.x: contexts, verticles, and their ends. */
@RunWith(VertxUnitRunner.class)
public class QbClientContextTest {

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "client-context-test-" + Processes.ownPid();
  private Vertx vertx;
  private RawServer server;

  @Before
  public void start() {
    vertx = EpollVertx.start();
    server = RawServer.listen(service);
  }

  @After
  public void stop(TestContext test) {
    server.close();
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private QbClientOptions options() {
    return new QbClientOptions().setService(service);
  }

  /** Answers the next client's request to connect. */
  private RawConnection accept(RawRings rings) {
    var peer = server.accept();
    peer.readSetupRequest();
    peer.send(rings.grant());
    return peer;
  }

  @Test
  public void callsCompleteOnTheCallersContext(TestContext test) {
    Async async = test.async();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(
        start ->
            QbClient.connect(vertx, options())
                .onComplete(test.asyncAssertSuccess())
                .compose(
                    client -> {
                      test.assertEquals(context, Vertx.currentContext());
                      return client.send(1, Buffer.buffer()).compose(sent -> client.disconnect());
                    })
                .onComplete(
                    test.asyncAssertSuccess(
                        done -> {
                          test.assertEquals(context, Vertx.currentContext());
                          async.complete();
                        })));
    try (var rings = RawRings.inDirectory(service);
        var peer = accept(rings)) {
      peer.awaitHangUp();
      async.awaitSuccess();
    }
  }

  @Test
  public void eventLoopGoesOnWhileTheServerDoesNotAnswer(TestContext test) {
    Async ticked = test.async();
    Async failed = test.async();
    vertx
        .getOrCreateContext()
        .runOnContext(
            start -> {
              QbClient.connect(vertx, options())
                  .onComplete(test.asyncAssertFailure(e -> failed.complete()));
              vertx.runOnContext(tick -> ticked.complete());
            });
    try (var peer = server.accept()) {
      peer.readSetupRequest();
      ticked.awaitSuccess();
      test.assertFalse(failed.isCompleted());
    }
    failed.awaitSuccess();
  }

  /** A verticle that waits for a response that does not come. */
  private final class Waiting extends VerticleBase {

    private Future<QbMessage> receiving;

    @Override
    public Future<?> start() {
      return QbClient.connect(vertx, options())
          .onSuccess(client -> receiving = client.receive(Outcome.FOREVER));
    }
  }

  @Test
  public void clientEndsWithItsVerticle(TestContext test) {
    var verticle = new Waiting();
    Future<String> deploying = vertx.deployVerticle(verticle);
    try (var rings = RawRings.inDirectory(service);
        var peer = accept(rings)) {
      await(test, deploying.compose(vertx::undeploy));
      peer.awaitHangUp();
      awaitErrno(test, Errno.ENOTCONN, verticle.receiving);
      test.assertEquals(0, rings.ring(RawRings.REQUEST).referenceCount());
    }
  }

  @Test
  public void callsFailAndDisconnectSucceedsWhenVertxHasEnded(TestContext test) {
    Vertx shortLived = EpollVertx.start();
    Future<QbClient> connecting = QbClient.connect(shortLived, options());
    try (var rings = RawRings.inDirectory(service);
        var peer = accept(rings)) {
      QbClient client = await(test, connecting);
      await(test, shortLived.close());
      peer.awaitHangUp();
      awaitErrno(test, Errno.ENOTCONN, client.request(1, Buffer.buffer()));
      awaitErrno(test, Errno.ENOTCONN, client.receive(Outcome.FOREVER));
      await(test, client.disconnect());
      test.assertEquals(0, rings.ring(RawRings.REQUEST).referenceCount());
    }
  }

  @Test
  public void clientEndsWithVertx(TestContext test) {
    Vertx shortLived = EpollVertx.start();
    Future<QbClient> connecting = QbClient.connect(shortLived, options());
    try (var rings = RawRings.inDirectory(service);
        var peer = accept(rings)) {
      Future<QbMessage> receiving = await(test, connecting).receive(Outcome.FOREVER);
      await(test, shortLived.close());
      peer.awaitHangUp();
      test.assertTrue(receiving.failed());
      test.assertEquals(Errno.ENOTCONN, ((QbException) receiving.cause()).errno());
      test.assertEquals(0, rings.ring(RawRings.REQUEST).referenceCount());
    }
  }
}
