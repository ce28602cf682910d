package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.libqb.OutputLines;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.Request;
import dev.qbipc.server.Threading;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
  public void item58_megabytesOfResponsesWaitForAClientThatDoesNotRead() {
    int size = 10_000;
    var accepted = new CompletableFuture<Integer>();
    operation(
        OPERATION,
        request -> {
          int count = 0;
          for (; !isRefused(request.respond(count, 0, new byte[size])); count++) {}
          request.done();
          accepted.complete(count);
        });
    try (var reluctant = RawClient.open(server.service(), MESSAGE_SIZE)) {
      reluctant.send(OPERATION);
      int count = accepted.orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
      int limit = QbServerOptions.DEFAULT_MAX_BACKLOG_BYTES;
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
  public void responsesThatWaitForRoomFailWhenTheirClientLeaves() {
    var waiting = new CompletableFuture<List<Future<Void>>>();
    operation(
        OPERATION,
        request -> {
          List<Future<Void>> sent = new ArrayList<>();
          while (sent.stream().filter(response -> !response.isComplete()).count() < 3) {
            sent.add(request.respond(0, 0, new byte[1000]));
          }
          sent.add(request.reply(NOTHING));
          sent.removeIf(Future::isComplete);
          waiting.complete(sent);
        });
    List<Future<Void>> responses = new ArrayList<>();
    try (var client = RawClient.open(server.service(), MESSAGE_SIZE)) {
      client.send(OPERATION);
      responses.addAll(waiting.orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).join());
      assertEquals(4, responses.size());
    }
    for (Future<Void> response : responses) {
      assertErrno(Errno.ENOTCONN, response);
    }
  }

  @Test
  public void responsesThatWaitForAnEarlierAnswerFailWhenTheirClientLeaves() {
    var unanswered = new CompletableFuture<Request>();
    var behind = new CompletableFuture<Future<Void>>();
    operation(OTHER_OPERATION, unanswered::complete);
    operation(OPERATION, request -> behind.complete(request.reply(NOTHING)));
    Future<Void> response;
    try (var client = RawClient.open(server.service(), MESSAGE_SIZE)) {
      client.send(OTHER_OPERATION);
      client.send(OPERATION);
      response = behind.orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
      assertFalse(response.isComplete());
    }
    assertErrno(Errno.ENOTCONN, response);
    assertErrno(Errno.ENOTCONN, unanswered.join().reply(NOTHING));
  }

  private static void assertErrno(int errno, Future<Void> failing) {
    var failure = assertThrows(QbException.class, () -> InProcessServer.await(failing));
    assertEquals(Errno.name(errno), Errno.name(failure.errno()));
  }

  private static boolean isRefused(Future<Void> sent) {
    return sent.failed() && ((QbException) sent.cause()).errno() == Errno.ENOBUFS;
  }

  /** As many requests as may be in flight: the next wait in the ring and are not lost. */
  @Test
  public void item55_requestsBeyondThoseInFlightWaitInTheRing() {
    List<Request> kept = new ArrayList<>();
    var full = new CountDownLatch(QbServerOptions.DEFAULT_MAX_IN_FLIGHT);
    operation(
        OPERATION,
        request -> {
          synchronized (kept) {
            kept.add(request);
          }
          full.countDown();
        });
    try (var client = connect()) {
      int requests = 3 * QbServerOptions.DEFAULT_MAX_IN_FLIGHT;
      for (int i = 0; i < requests; i++) {
        client.send(OPERATION, LibqbMessage.ints(i));
      }
      assertTrue(full.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
      for (int answered = 0; answered < requests; answered++) {
        int number = answered;
        Eventually.assertBecomes("request " + number, true, () -> size(kept) > number);
        Request request;
        synchronized (kept) {
          assertFalse(kept.size() > number + QbServerOptions.DEFAULT_MAX_IN_FLIGHT);
          request = kept.get(number);
        }
        InProcessServer.await(request.reply(request.payload()));
        assertEquals(number, client.receive(PATIENCE_MILLIS).intAt(0));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static int size(List<Request> kept) {
    synchronized (kept) {
      return kept.size();
    }
  }
}
