package dev.qbipc.conformance;

import dev.qbipc.QbException;
import dev.qbipc.client.Outcome;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.testing.Patience;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.RunTestOnContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/**
 * A client as programs on Vert.x use it, on an event loop, with libqb's own server. What a client
 * of corosync needs (corosync, section 10) is here: events that are awaited while requests are
 * made, held back, and followed by the reason of the end.
 */
@RunWith(VertxUnitRunner.class)
public class QbClientOnEventLoopTest {

  private static final int RATE_OFF_2 = 4;
  private static final int RATE_NORMAL = 1;

  private static final int TIMERS = 200;

  /** Far more than are answered in a millisecond, and fewer than in the second of Netty's turns. */
  private static final int MANY = 5000;

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  @Rule
  public final RunTestOnContext onContext =
      new RunTestOnContext(new VertxOptions().setPreferNativeTransport(true));

  private ServerProcess server;
  private Vertx vertx;
  private Context context;
  private int requests;

  @Before
  public void start() {
    server = ServerProcess.startLibqb(List.of(), new ServiceOptions());
    vertx = onContext.vertx();
    context = Vertx.currentContext();
  }

  @After
  public void stop() {
    server.close();
  }

  private Future<QbClient> connect() {
    return QbClient.connect(vertx, new QbClientOptions().setService(server.service()));
  }

  private static Buffer payload(int... numbers) {
    return Buffer.buffer(LibqbMessage.ints(numbers));
  }

  private static Future<Void> until(Async async) {
    Promise<Void> promise = Promise.promise();
    async.resolve(promise);
    return promise.future();
  }

  private static int number(QbMessage message) {
    return message.payload().getIntLE(0);
  }

  @Test
  public void everythingHappensOnTheContextThatConnected(TestContext test) {
    Async event = test.async();
    Async end = test.async();
    connect()
        .compose(
            client -> {
              test.assertEquals(context, Vertx.currentContext());
              client.eventHandler(
                  message -> {
                    test.assertEquals(context, Vertx.currentContext());
                    event.complete();
                  });
              client.closeHandler(
                  reason -> {
                    test.assertEquals(context, Vertx.currentContext());
                    end.complete();
                  });
              return client
                  .request(ConformanceService.EVENTS, payload(1, 8))
                  .compose(
                      response -> {
                        test.assertEquals(context, Vertx.currentContext());
                        return client.send(ConformanceService.NO_REPLY, Buffer.buffer());
                      })
                  .compose(sent -> until(event))
                  .compose(seen -> client.disconnect());
            })
        .onComplete(
            test.asyncAssertSuccess(done -> test.assertEquals(context, Vertx.currentContext())));
  }

  /** The gap that hurt: a request behind an event that did not come took as long as that. */
  @Test
  public void requestsAreAnsweredWhileAnEventIsAwaited(TestContext test) {
    connect()
        .compose(
            client -> {
              client.eventHandler(event -> test.fail("there is none"));
              Future<QbMessage> last = Future.succeededFuture();
              for (int i = 0; i < 1000; i++) {
                int number = i;
                last =
                    client
                        .request(ConformanceService.ECHO, payload(i))
                        .onSuccess(response -> test.assertEquals(number, number(response)));
              }
              return last.compose(done -> client.disconnect());
            })
        .onComplete(test.asyncAssertSuccess());
  }

  @Test
  public void timersGoOnWhileEachRequestIsAnsweredAtOnce(TestContext test) {
    Async timers = test.async(TIMERS);
    connect()
        .onComplete(
            test.asyncAssertSuccess(
                client -> {
                  setTimer(test, timers);
                  askUntil(timers, client, test);
                }));
  }

  private void setTimer(TestContext test, Async timers) {
    int before = requests;
    vertx.setTimer(
        1,
        timer -> {
          test.assertTrue(
              requests - before < MANY, requests - before + " requests in a millisecond");
          timers.countDown();
          if (!timers.isCompleted()) {
            setTimer(test, timers);
          }
        });
  }

  private void askUntil(Async timers, QbClient client, TestContext test) {
    if (!timers.isCompleted()) {
      requests++;
      client
          .request(ConformanceService.ECHO, payload(requests))
          .onComplete(test.asyncAssertSuccess(response -> askUntil(timers, client, test)));
    }
  }

  @Test
  public void requestsAndEventsDoNotHinderEachOther(TestContext test) {
    int count = 20_000;
    Async events = test.async(count);
    connect()
        .compose(
            client -> {
              client.eventHandler(
                  event -> {
                    test.assertEquals(count - events.count(), number(event));
                    events.countDown();
                  });
              return client
                  .request(ConformanceService.EVENTS, payload(count, 100))
                  .compose(begun -> echoes(test, client, 500))
                  .compose(echoed -> until(events))
                  .compose(seen -> client.disconnect());
            })
        .onComplete(test.asyncAssertSuccess());
  }

  private static Future<QbMessage> echoes(TestContext test, QbClient client, int count) {
    return client
        .request(ConformanceService.ECHO, payload(count))
        .compose(
            response -> {
              test.assertEquals(count, number(response));
              return count == 0
                  ? Future.succeededFuture(response)
                  : echoes(test, client, count - 1);
            });
  }

  @Test
  public void eventsAreHeldBackAndNoneIsLost(TestContext test) {
    int count = 5000;
    Async events = test.async(count);
    connect()
        .compose(
            client -> {
              client.eventHandler(
                  event -> {
                    test.assertEquals(count - events.count(), number(event));
                    events.countDown();
                    if (events.count() % 100 == 0) {
                      client.pause();
                      vertx.runOnContext(later -> client.resume());
                    }
                  });
              return client
                  .request(ConformanceService.EVENTS, payload(count, 1000))
                  .compose(begun -> until(events))
                  .compose(seen -> client.disconnect());
            })
        .onComplete(test.asyncAssertSuccess());
  }

  /** A client with limit 2 is held back where libcpg is, and told when it is over. */
  @Test
  public void refusedSenderIsToldWhenItMayGoOn(TestContext test) {
    Async drained = test.async();
    connect()
        .compose(
            client -> {
              client.flowControlLimit(2);
              return client
                  .request(ConformanceService.RATE, payload(RATE_OFF_2))
                  .compose(off -> refused(test, client))
                  .compose(
                      refused -> {
                        test.assertTrue(client.writeQueueFull());
                        client.drainHandler(done -> drained.complete());
                        server.rateLimit(RATE_NORMAL);
                        return until(drained);
                      })
                  .compose(done -> echoes(test, client, 1))
                  .compose(echoed -> client.disconnect());
            })
        .onComplete(test.asyncAssertSuccess());
  }

  /** The rate changes after its request was answered. */
  private static Future<Void> refused(TestContext test, QbClient client) {
    return client
        .send(ConformanceService.NO_REPLY, Buffer.buffer(), Duration.ZERO)
        .transform(
            sent -> {
              if (sent.succeeded()) {
                return refused(test, client);
              }
              test.assertEquals(Errno.EAGAIN, ((QbException) sent.cause()).errno());
              return Future.succeededFuture();
            });
  }

  @Test
  public void lateResponseIsTakenForNoOther(TestContext test) {
    Async ended = test.async();
    connect()
        .compose(
            client -> {
              client.closeHandler(
                  reason -> {
                    test.assertEquals(Errno.ETIMEDOUT, reason.errno());
                    ended.complete();
                  });
              var late =
                  client.request(ConformanceService.SLEEP, payload(3000), Duration.ofMillis(30));
              var next = client.request(ConformanceService.ECHO, payload(1));
              return late.transform(
                      failed -> {
                        test.assertEquals(Errno.ETIMEDOUT, ((QbException) failed.cause()).errno());
                        return next;
                      })
                  .transform(
                      failed -> {
                        test.assertEquals(Errno.ENOTCONN, ((QbException) failed.cause()).errno());
                        return client.disconnect();
                      });
            })
        .onComplete(test.asyncAssertSuccess());
  }

  /** kill -9, as corosync's clients see it; they connect again then. */
  @Test
  public void killedServerIsNoticedByAnIdleClientWhichConnectsAgain(TestContext test) {
    Async again = test.async();
    connect()
        .onComplete(
            test.asyncAssertSuccess(
                client -> {
                  client.closeHandler(
                      reason -> {
                        test.assertEquals(Errno.ENOTCONN, reason.errno());
                        test.assertFalse(client.isConnected());
                        connect()
                            .onComplete(
                                test.asyncAssertFailure(
                                    refused -> {
                                      test.assertEquals(
                                          Errno.ECONNREFUSED, ((QbException) refused).errno());
                                      again.complete();
                                    }));
                      });
                  server.process().kill();
                }));
  }

  /** A verticle with a client, which ends with it. */
  private final class Owner extends VerticleBase {

    private final List<Integer> reasons = new ArrayList<>();
    private QbClient client;
    private Future<QbMessage> waiting;

    @Override
    public Future<?> start() {
      return connect()
          .onSuccess(
              connected -> {
                client = connected;
                client.closeHandler(reason -> reasons.add(reason.errno()));
                waiting =
                    client.request(ConformanceService.NO_REPLY, Buffer.buffer(), Outcome.FOREVER);
              });
    }
  }

  @Test
  public void clientEndsWithItsVerticle(TestContext test) {
    var owner = new Owner();
    vertx
        .deployVerticle(owner)
        .compose(vertx::undeploy)
        .onComplete(
            test.asyncAssertSuccess(
                undeployed -> {
                  test.assertFalse(owner.client.isConnected());
                  test.assertEquals(Errno.ENOTCONN, ((QbException) owner.waiting.cause()).errno());
                }));
  }

  @Test
  public void callsOfAnotherContextCompleteThere(TestContext test) {
    Async async = test.async();
    connect()
        .onComplete(
            test.asyncAssertSuccess(
                client -> {
                  Context other = ((VertxInternal) vertx).createEventLoopContext();
                  other.runOnContext(
                      start ->
                          client
                              .request(ConformanceService.ECHO, payload(3))
                              .compose(
                                  response -> {
                                    test.assertEquals(other, Vertx.currentContext());
                                    return client.send(
                                        ConformanceService.NO_REPLY, Buffer.buffer());
                                  })
                              .compose(
                                  sent -> {
                                    test.assertEquals(other, Vertx.currentContext());
                                    return client.disconnect();
                                  })
                              .onComplete(
                                  test.asyncAssertSuccess(
                                      done -> {
                                        test.assertEquals(other, Vertx.currentContext());
                                        async.complete();
                                      })));
                }));
  }
}
