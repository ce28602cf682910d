package dev.qbipc.client;

import static dev.qbipc.AsyncAssertions.await;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.testing.Patience;
import dev.qbipc.wire.RingHeaderDescriptor;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** Events on their way to a client's handler, written by hand at the server's end. */
@RunWith(VertxUnitRunner.class)
public class QbClientEventsTest {

  private static final int ID = 5;

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "client-events-test-" + Processes.ownPid();
  private final List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
  private Vertx vertx;
  private RawSession session;
  private QbClient client;

  @Before
  public void connect(TestContext test) {
    vertx = EpollVertx.start();
    session = RawSession.open(test, vertx, service);
    client = session.client();
  }

  @After
  public void disconnect(TestContext test) {
    session.close();
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private void sendEvent(int id) {
    session.rings().writeEvent(id);
    session.peer().send((byte) 0);
  }

  private void sendEvents(int first, int last) {
    for (int id = first; id <= last; id++) {
      sendEvent(id);
    }
  }

  private static List<Integer> numbers(int first, int last) {
    var numbers = new ArrayList<Integer>();
    for (int number = first; number <= last; number++) {
      numbers.add(number);
    }
    return numbers;
  }

  /** Notes each event, and completes with the one of that id. */
  private Async untilSeen(TestContext test, int last) {
    Async async = test.async();
    client.eventHandler(
        event -> {
          seen.add(event.id());
          if (event.id() == last) {
            async.complete();
          }
        });
    return async;
  }

  /** Lets the event loop come to all that it was told before. */
  private void settle(TestContext test) {
    await(test, client.send(ID, Buffer.buffer()));
  }

  @Test
  public void item107_eventsReachTheHandlerInTheirOrder(TestContext test) {
    Async last = untilSeen(test, 300);
    sendEvents(1, 200);
    for (int id = 201; id <= 300; id++) {
      session.rings().writeEvent(id);
    }
    session.peer().send((byte) 0);
    last.awaitSuccess();
    test.assertEquals(numbers(1, 300), seen);
  }

  @Test
  public void item107_eventThatCameBeforeItsHandlerWaitsForIt(TestContext test) {
    sendEvents(1, 2);
    settle(test);
    untilSeen(test, 2).awaitSuccess();
    test.assertEquals(numbers(1, 2), seen);
  }

  /** Protocol, section 4: the ring says which events there are, and bytes only when to look. */
  @Test
  public void item107_byteWithoutAnEventIsPassedOver(TestContext test) {
    Async last = untilSeen(test, 1);
    session.peer().send((byte) 0);
    settle(test);
    test.assertEquals(List.of(), seen);
    sendEvent(1);
    last.awaitSuccess();
    test.assertEquals(numbers(1, 1), seen);
  }

  @Test
  public void item107_eventWithoutItsByteComesWithTheNext(TestContext test) {
    Async last = untilSeen(test, 2);
    session.rings().writeEvent(1);
    sendEvent(2);
    last.awaitSuccess();
    test.assertEquals(numbers(1, 2), seen);
  }

  @Test
  public void eventArrivesAsItWasSent(TestContext test) {
    Async async = test.async();
    client.eventHandler(
        event -> {
          test.assertEquals(ID, event.id());
          test.assertEquals(Buffer.buffer(new byte[] {1, 2, 3}), event.payload());
          async.complete();
        });
    session.rings().writeEvent(ID, (byte) 1, (byte) 2, (byte) 3);
    session.peer().send((byte) 0);
    async.awaitSuccess();
  }

  @Test
  public void pausedClientLeavesEventsToTheRingAndThenToTheServer(TestContext test) {
    client.pause();
    Async last = untilSeen(test, Integer.MAX_VALUE);
    int sent = 0;
    while (session.rings().tryEvent(sent + 1)) {
      sent++;
      if (sent % 10 == 0) {
        session.peer().send((byte) 0);
      }
      if (sent % 100 == 0) {
        settle(test);
      }
    }
    test.assertEquals(List.of(), seen);
    client.resume();
    session.rings().writeEventWhenFree(Integer.MAX_VALUE);
    session.peer().send((byte) 0);
    last.awaitSuccess();
    var expected = numbers(1, sent);
    expected.add(Integer.MAX_VALUE);
    test.assertEquals(expected, seen);
  }

  @Test
  public void pausedClientIsAnswered(TestContext test) {
    client.pause();
    untilSeen(test, 1).complete();
    sendEvent(1);
    Future<QbMessage> response = client.request(ID, Buffer.buffer(), Outcome.FOREVER);
    session.rings().respond(ID, 0);
    test.assertEquals(ID, await(test, response).id());
    test.assertEquals(List.of(), seen);
  }

  @Test
  public void pausedClientFetchesAsManyAsItWants(TestContext test) {
    client.pause();
    Async third = untilSeen(test, 3);
    sendEvents(1, 5);
    client.fetch(2);
    client.fetch(1);
    third.awaitSuccess();
    settle(test);
    test.assertEquals(numbers(1, 3), seen);
    Async fifth = untilSeen(test, 5);
    client.resume();
    fifth.awaitSuccess();
    test.assertEquals(numbers(1, 5), seen);
  }

  @Test
  public void handlerThatPausesGetsNoFurtherEvent(TestContext test) {
    Async async = test.async();
    client.pause();
    client.eventHandler(
        event -> {
          seen.add(event.id());
          client.pause();
          async.complete();
        });
    sendEvents(1, 3);
    settle(test);
    client.resume();
    async.awaitSuccess();
    settle(test);
    test.assertEquals(numbers(1, 1), seen);
  }

  @Test
  public void requestsAreAnsweredWhileEventsAreAwaited(TestContext test) {
    Async event = untilSeen(test, 1);
    Future<QbMessage> response = client.request(ID, Buffer.buffer(), Outcome.FOREVER);
    session.rings().respond(ID, 0);
    test.assertEquals(ID, await(test, response).id());
    sendEvent(1);
    event.awaitSuccess();
  }

  @Test
  public void requestMadeInTheHandlerIsAnswered(TestContext test) {
    Async async = test.async();
    client.eventHandler(
        event ->
            client
                .request(event.id(), Buffer.buffer())
                .onComplete(
                    test.asyncAssertSuccess(
                        response -> {
                          test.assertEquals(7, response.id());
                          async.complete();
                        })));
    sendEvent(7);
    session.peer().awaitBytes();
    session.rings().respond(session.rings().takeRequest()[0], 0);
    async.awaitSuccess();
  }

  @Test
  public void eventsOfAServerThatHungUpComeBeforeTheEnd(TestContext test) {
    Async ended = test.async();
    client.pause();
    untilSeen(test, 3).complete();
    client.closeHandler(
        reason -> {
          test.assertEquals(Errno.ENOTCONN, reason.errno());
          seen.add(-1);
          ended.complete();
        });
    sendEvents(1, 3);
    session.peer().close();
    await(test, client.request(ID, Buffer.buffer()).otherwiseEmpty());
    test.assertFalse(client.isConnected());
    test.assertEquals(List.of(), seen, "it is paused");
    client.resume();
    ended.awaitSuccess();
    test.assertEquals(List.of(1, 2, 3, -1), seen);
  }

  @Test
  public void eventsAreDroppedByADisconnect(TestContext test) {
    Async ended = test.async();
    client.pause();
    untilSeen(test, 3).complete();
    client.closeHandler(reason -> ended.complete());
    sendEvents(1, 3);
    await(test, client.disconnect());
    ended.awaitSuccess();
    client.resume();
    test.assertEquals(List.of(), seen);
  }

  @Test
  public void handlerThatThrowsGetsTheNextEventToo(TestContext test) {
    Async second = test.async();
    client.eventHandler(
        event -> {
          if (event.id() == 1) {
            throw new IllegalStateException("as a test wants it");
          }
          second.complete();
        });
    sendEvents(1, 2);
    second.awaitSuccess();
  }

  @Test
  public void eventWithoutRoomForItsHeaderIsSkipped(TestContext test) {
    Async last = untilSeen(test, 2);
    session.rings().writeEvent(1);
    session.rings().writeShortEvent(4);
    session.rings().writeEvent(2);
    session.peer().send((byte) 0);
    last.awaitSuccess();
    test.assertEquals(numbers(1, 2), seen);
  }

  @Test
  public void impossibleEventEndsTheConnection(TestContext test) {
    Async last = untilSeen(test, 1);
    sendEvent(1);
    last.awaitSuccess();
    assertEnds(
        test,
        () ->
            RawRings.poke(
                session.rings().header(RawRings.EVENT),
                RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET,
                1));
  }

  @Test
  public void truncatedEventDataEndsTheConnection(TestContext test) {
    client.eventHandler(event -> test.fail("there is none"));
    assertEnds(
        test,
        () -> {
          session.rings().writeEvent(1);
          RawRings.truncate(session.rings().data(RawRings.EVENT));
        });
  }

  @Test
  public void truncatedEventHeaderEndsTheConnection(TestContext test) {
    client.eventHandler(event -> test.fail("there is none"));
    assertEnds(test, () -> RawRings.truncate(session.rings().header(RawRings.EVENT)));
  }

  private void assertEnds(TestContext test, Runnable harm) {
    Async ended = test.async();
    client.closeHandler(
        reason -> {
          test.assertEquals(Errno.EBADMSG, reason.errno());
          ended.complete();
        });
    harm.run();
    session.peer().send((byte) 0);
    ended.awaitSuccess();
    session.peer().awaitHangUp();
  }

  /** A client whose handlers run on a worker. */
  private final class Worker extends VerticleBase {

    private Context own;

    @Override
    public Future<?> start() {
      own = context;
      return QbClient.connect(vertx, new QbClientOptions().setService(service + "-worker"))
          .onSuccess(connected -> client = connected);
    }
  }

  @Test
  public void handlersRunOnTheContextThatConnected(TestContext test) {
    var worker = new Worker();
    var options = new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER);
    try (var server = RawServer.listen(service + "-worker");
        var rings = RawRings.inDirectory(service + "-worker")) {
      Future<String> deploying = vertx.deployVerticle(worker, options);
      var peer = server.accept();
      peer.readSetupRequest();
      peer.send(rings.grant());
      await(test, deploying);
      Async ended = test.async();
      client.eventHandler(
          event -> {
            test.assertEquals(worker.own, Vertx.currentContext());
            test.assertTrue(Context.isOnWorkerThread());
            seen.add(event.id());
          });
      client.closeHandler(
          reason -> {
            test.assertEquals(worker.own, Vertx.currentContext());
            ended.complete();
          });
      for (int id = 1; id <= 100; id++) {
        rings.writeEvent(id);
      }
      peer.send((byte) 0);
      peer.close();
      ended.awaitSuccess();
      test.assertEquals(numbers(1, 100), seen);
    }
  }
}
