package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.asyncAssertErrno;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.QueueLimits;
import dev.qbipc.server.Request;
import dev.qbipc.server.Threading;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Test;

/**
 * Our server's answers: their order, whatever the order they are given in, and their back-pressure.
 */
public class AnswerOrderTest extends OwnServerTest {

  private static final int PATIENCE_MILLIS = (int) OutputLines.PATIENCE.toMillis();

  @Test
  public void item56_eventLoopOperationsThatAnswerOutOfOrderAreSentInOrder() {
    answersAreSentInOrder(Threading.EVENT_LOOP);
  }

  @Test
  public void item56_workerOperationsThatAnswerOutOfOrderAreSentInOrder() {
    answersAreSentInOrder(Threading.WORKER);
  }

  private void answersAreSentInOrder(Threading threading) {
    var options = new OperationOptions().setThreading(threading).setInstances(3);
    var random = new Random(56);
    var overtaken = new AtomicInteger();
    var last = new AtomicInteger();
    operation(
        OPERATION,
        options,
        request -> {
          int sequence = request.payload().getIntLE(0);
          // On the operation's own context.
          Vertx.currentContext()
              .owner()
              .setTimer(
                  1 + random.nextInt(5),
                  timer -> {
                    if (last.getAndSet(sequence) > sequence) {
                      overtaken.incrementAndGet();
                    }
                    request.reply(request.payload());
                  });
        });
    try (var first = connect();
        var second = connect()) {
      List<LibqbClient> clients = List.of(first, second);
      int rounds = 20;
      int requests = 50;
      for (int round = 0; round < rounds; round++) {
        for (LibqbClient client : clients) {
          for (int i = 0; i < requests; i++) {
            // One of three is answered at once, on the reader.
            client.send(i % 3 == 0 ? ECHO : OPERATION, LibqbMessage.ints(i));
          }
        }
        for (LibqbClient client : clients) {
          for (int i = 0; i < requests; i++) {
            assertEquals(i, client.receive(PATIENCE_MILLIS).intAt(0));
          }
        }
      }
    }
    assertTrue("handlers answered out of order", overtaken.get() > 0);
  }

  /** Megabytes wait for a client that reads nothing, up to the limit, and all of them arrive. */
  @Test
  public void item58_megabytesOfResponsesWaitForAClientThatDoesNotRead(TestContext test) {
    int size = 10_000;
    Async full = test.async();
    var accepted = new AtomicInteger();
    operation(
        OPERATION,
        request -> {
          while (!isRefused(request.respond(accepted.get(), 0, new byte[size]))) {
            accepted.incrementAndGet();
          }
          request.done();
          full.complete();
        });
    try (var reluctant = RawClient.open(server.service(), MESSAGE_SIZE)) {
      reluctant.send(OPERATION);
      full.awaitSuccess();
      int count = accepted.get();
      int limit = QueueLimits.DEFAULT_MAX_BACKLOG_BYTES;
      assertTrue(count + " responses", (long) count * size > limit - size);
      ServerConformance.assertServes(server.service());
      for (int i = 0; i < count; i++) {
        LibqbMessage response = reluctant.receive();
        assertEquals(i, response.id());
        assertEquals(size, response.payload().length);
      }
      reluctant.send(ECHO, (byte) 1);
      assertEquals(ECHO, reluctant.receive().id());
    }
  }

  /** An operation that waits for its response to be written would wait for ever. */
  @Test
  public void responsesThatWaitForRoomFailWhenTheirClientLeaves(TestContext test) {
    Async waiting = test.async();
    Async failed = test.async(4);
    operation(
        OPERATION,
        request -> {
          List<Future<Void>> sent = new ArrayList<>();
          while (sent.stream().filter(response -> !response.isComplete()).count() < 3) {
            sent.add(request.respond(0, 0, new byte[1000]));
          }
          sent.add(request.reply(NOTHING));
          sent.removeIf(Future::isComplete);
          test.assertEquals(4, sent.size());
          sent.forEach(
              response ->
                  response
                      .onComplete(asyncAssertErrno(test, Errno.ENOTCONN))
                      .onFailure(e -> failed.countDown()));
          waiting.complete();
        });
    try (var client = RawClient.open(server.service(), MESSAGE_SIZE)) {
      client.send(OPERATION);
      waiting.awaitSuccess();
      test.assertEquals(4, failed.count(), "responses that wait");
    }
  }

  @Test
  public void responsesThatWaitForAnEarlierAnswerFailWhenTheirClientLeaves(TestContext test) {
    Async answered = test.async();
    Async failed = test.async();
    var unanswered = new AtomicReference<Request>();
    operation(OTHER_OPERATION, unanswered::set);
    operation(
        OPERATION,
        request -> {
          request
              .reply(NOTHING)
              .onComplete(asyncAssertErrno(test, Errno.ENOTCONN))
              .onFailure(e -> failed.complete());
          answered.complete();
        });
    try (var client = RawClient.open(server.service(), MESSAGE_SIZE)) {
      client.send(OTHER_OPERATION);
      client.send(OPERATION);
      answered.awaitSuccess();
      assertFalse(failed.isCompleted());
    }
    failed.awaitSuccess();
    unanswered.get().reply(NOTHING).onComplete(asyncAssertErrno(test, Errno.ENOTCONN));
  }

  private static boolean isRefused(Future<Void> sent) {
    return sent.failed() && ((QbException) sent.cause()).errno() == Errno.ENOBUFS;
  }

  /** As many requests as may be in flight: the next wait in the ring and are not lost. */
  @Test
  public void item55_requestsBeyondThoseInFlightWaitInTheRing(TestContext test) {
    List<Request> kept = new ArrayList<>();
    Async full = test.async(QueueLimits.DEFAULT_MAX_IN_FLIGHT);
    operation(
        OPERATION,
        request -> {
          synchronized (kept) {
            kept.add(request);
          }
          if (!full.isCompleted()) {
            full.countDown();
          }
        });
    try (var client = connect()) {
      int requests = 3 * QueueLimits.DEFAULT_MAX_IN_FLIGHT;
      for (int i = 0; i < requests; i++) {
        client.send(OPERATION, LibqbMessage.ints(i));
      }
      full.awaitSuccess();
      for (int answered = 0; answered < requests; answered++) {
        int number = answered;
        Eventually.assertBecomes("request " + number, true, () -> size(kept) > number);
        Request request;
        synchronized (kept) {
          assertFalse(kept.size() > number + QueueLimits.DEFAULT_MAX_IN_FLIGHT);
          request = kept.get(number);
        }
        request.reply(request.payload()).onComplete(test.asyncAssertSuccess());
        assertEquals(number, client.receive(PATIENCE_MILLIS).intAt(0));
      }
    }
  }

  private static int size(List<Request> kept) {
    synchronized (kept) {
      return kept.size();
    }
  }
}
