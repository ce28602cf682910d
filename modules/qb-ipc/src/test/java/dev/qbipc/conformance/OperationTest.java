package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.asyncAssertErrno;
import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.HandshakeOptions;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationStats;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.server.Request;
import dev.qbipc.server.Threading;
import dev.qbipc.wire.RingHeaderDescriptor;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.Test;

/** Our server's operations: where they run, and what becomes of their answers. */
public class OperationTest extends OwnServerTest {

  private static final int JAVA_WITH_VIRTUAL_THREADS = 21;

  // ---- threads -------------------------------------------------------------------------------

  @Test
  public void echoIsReadHandledAndAnsweredOnOneThread(TestContext test) {
    var reader = new AtomicReference<Thread>();
    Async handled = test.async();
    server.connectionHandler(connection -> reader.set(Thread.currentThread()));
    try (var client = RawClient.open(server.service(), MESSAGE_SIZE)) {
      operation(
          OPERATION,
          request -> {
            Thread handler = Thread.currentThread();
            test.assertTrue(handler.getName().startsWith("qb-reader-"), handler.getName());
            test.assertEquals(reader.get(), handler);
            request.reply(request.array(), 0, request.length());
            // No other thread had to run for the response to get there.
            int written = client.response().headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET);
            test.assertTrue(written > 0, "written by the handler's thread");
            handled.complete();
          });
      client.send(OPERATION, (byte) 1);
      assertEquals(1, client.receive().payload().length);
      // The handler looks at a mapping that goes with the client.
      handled.awaitSuccess();
    }
  }

  @Test
  public void operationsRunOnOtherThreadsIfTheirOptionsSaySo(TestContext test) {
    List<Threading> others = new ArrayList<>(List.of(Threading.WORKER, Threading.EVENT_LOOP));
    if (Runtime.version().feature() >= JAVA_WITH_VIRTUAL_THREADS) {
      others.add(Threading.VIRTUAL_THREAD);
    }
    for (Threading threading : others) {
      Async handled = test.async();
      int id = OPERATION + threading.ordinal();
      operation(
          id,
          new OperationOptions().setThreading(threading),
          request -> {
            String name = Thread.currentThread().getName();
            test.assertTrue(name.startsWith("vert.x-"), name);
            request.reply(NOTHING);
            handled.complete();
          });
      try (var client = connect()) {
        client.call(id);
      }
      handled.awaitSuccess();
    }
  }

  // ---- answers -------------------------------------------------------------------------------

  @Test
  public void item57_handlerThatThrowsAnswersEioAndTheConnectionLives(TestContext test) {
    var calls = new AtomicInteger();
    operation(
        OPERATION,
        request -> {
          calls.incrementAndGet();
          throw new IllegalStateException("as the test wants it");
        });
    try (var client = connect()) {
      assertEquals(-Errno.EIO, client.call(OPERATION).error());
      assertEquals(1, client.call(ECHO, 1).intAt(0));
      assertEquals("the request was consumed", 1, calls.get());
    }
  }

  /** A success, and an error with the wrong sign, look like answers to the client. */
  @Test
  public void anErrorThatIsNotPositiveIsRefusedAndTheRequestGoesOn(TestContext test) {
    int id = OPERATION;
    for (int errno : new int[] {0, -Errno.ENOENT, Integer.MIN_VALUE}) {
      id++;
      Async refused = test.async();
      operation(
          id,
          request -> {
            test.verify(
                handled -> {
                  var refusal =
                      assertThrows(IllegalArgumentException.class, () -> request.fail(errno));
                  assertTrue(refusal.getMessage(), refusal.getMessage().contains("positive"));
                });
            request.fail(Errno.ENOENT);
            refused.complete();
          });
      try (var client = connect()) {
        assertEquals(-Errno.ENOENT, client.call(id).error());
      }
      refused.awaitSuccess();
    }
  }

  @Test
  public void anOperationThatIsRegisteredAloneIsOfNoModule(TestContext test) {
    operation(OPERATION, request -> request.reply(NOTHING));
    server
        .server()
        .operationStats()
        .onComplete(
            test.asyncAssertSuccess(
                all -> {
                  List<String> modules =
                      all.stream()
                          .filter(
                              stats ->
                                  stats.id() == OPERATION || stats.id() == OperationStats.FALLBACK)
                          .map(stats -> stats.module() + stats.version())
                          .toList();
                  test.assertEquals(List.of("", ""), modules);
                }));
  }

  @Test
  public void noHandlerIsRefusedAtOnce() {
    var own = server.server();
    assertThrows(NullPointerException.class, () -> own.operation(OPERATION, null));
    assertThrows(
        NullPointerException.class, () -> own.operation(OPERATION, null, new OperationOptions()));
    assertThrows(NullPointerException.class, () -> own.operation(OPERATION, () -> null, null));
    assertThrows(NullPointerException.class, () -> own.fallback(null));
    assertThrows(NullPointerException.class, () -> own.acceptPolicy(null));
    assertThrows(NullPointerException.class, () -> own.connectionHandler(null));
    try (var client = connect()) {
      assertEquals(-Errno.ENOSYS, client.call(OPERATION).error());
    }
  }

  @Test
  public void secondAnswerFails(TestContext test) {
    Handler<AsyncResult<Void>> fails =
        test.asyncAssertFailure(
            e -> test.assertTrue(e instanceof IllegalStateException, String.valueOf(e)));
    operation(
        OPERATION,
        request -> {
          request.reply(new byte[] {1});
          request.reply(new byte[] {2}).onComplete(fails);
        });
    try (var client = connect()) {
      assertEquals(1, client.call(OPERATION).payload()[0]);
      assertEquals(3, client.call(ECHO, 3).intAt(0));
    }
  }

  @Test
  public void item59_tooLargeAnswerFailsAndAnotherIsTaken(TestContext test) {
    Handler<AsyncResult<Void>> fails = asyncAssertErrno(test, Errno.EMSGSIZE);
    operation(
        OPERATION,
        request -> {
          request.reply(new byte[request.maxReplyLength() + 1]).onComplete(fails);
          request.reply(new byte[request.maxReplyLength()]);
        });
    try (var client = connect()) {
      LibqbMessage answer = client.call(OPERATION);
      assertEquals(0, answer.error());
      assertTrue(answer.payload().length > client.bufferSize() - 24);
    }
  }

  @Test
  public void unknownIdIsEnosysUntilItHasAnOperation() {
    try (var client = connect()) {
      assertEquals(-Errno.ENOSYS, client.call(OPERATION).error());
      operation(OPERATION, request -> request.reply(NOTHING));
      assertEquals(0, client.call(OPERATION).error());
    }
  }

  @Test
  public void otherwiseTakesWhatHasNoOperation(TestContext test) {
    await(test, server.server().fallback(request -> request.fail(Errno.EACCES)));
    try (var client = connect()) {
      assertEquals(-Errno.EACCES, client.call(OPERATION).error());
      assertEquals(6, client.call(ECHO, 6).intAt(0));
    }
  }

  @Test
  public void idTakesOneOperationOnly() {
    operation(OPERATION, request -> request.reply(new byte[] {1}));
    assertThrows(QbException.class, () -> operation(OPERATION, request -> request.done()));
    try (var client = connect()) {
      assertEquals(1, client.call(OPERATION).payload()[0]);
    }
  }

  @Test
  public void answerToAClientThatHasGoneFails(TestContext test) throws InterruptedException {
    Async taken = test.async();
    var kept = new AtomicReference<Request>();
    keep(kept, taken);
    try (var client = connect()) {
      client.send(OPERATION);
      taken.awaitSuccess();
    }
    server.callbacks().await("destroyed");
    kept.get().reply(NOTHING).onComplete(asyncAssertErrno(test, Errno.ENOTCONN));
  }

  private void keep(AtomicReference<Request> kept, Async taken) {
    operation(
        OPERATION,
        request -> {
          kept.set(request);
          taken.complete();
        });
  }

  @Test
  public void answerAfterTheServerHasClosedFails(TestContext test) {
    Async taken = test.async();
    var kept = new AtomicReference<Request>();
    keep(kept, taken);
    try (var client = connect()) {
      client.send(OPERATION);
      taken.awaitSuccess();
      Async disconnected = test.async();
      server
          .server()
          .close()
          .onComplete(
              test.asyncAssertSuccess(
                  closed -> {
                    Request request = kept.get();
                    request.reply(NOTHING).onComplete(asyncAssertErrno(test, Errno.ENOTCONN));
                    request.done();
                    request
                        .connection()
                        .disconnect()
                        .onComplete(test.asyncAssertSuccess(done -> disconnected.complete()));
                  }));
      disconnected.awaitSuccess();
    }
  }

  // ---- the end of a connection ---------------------------------------------------------------

  private void closeHandler(Function<QbConnection, Future<?>> handler) {
    server.connectionHandler(
        connection -> connection.closeHandler(() -> handler.apply(connection)));
  }

  @Test
  public void item67_filesStayUntilTheCloseHandlerIsDone(TestContext test) {
    Promise<Void> applicationIsDone = Promise.promise();
    Async closing = test.async();
    var connected = new AtomicReference<QbConnection>();
    closeHandler(
        connection -> {
          connected.set(connection);
          closing.complete();
          return applicationIsDone.future();
        });
    try (var client = connect()) {
      client.call(ECHO, 1);
    }
    closing.awaitSuccess();
    Future<Void> closed = connected.get().closed();
    assertEquals(0, server.stats().activeConnections());
    assertEquals(6, SharedMemory.names(SharedMemory.directoriesOf(server.pid()).get(0)).size());
    assertFalse(closed.isComplete());
    closed.onComplete(
        test.asyncAssertSuccess(
            done -> test.assertEquals(List.of(), SharedMemory.directoriesOf(server.pid()))));
    applicationIsDone.complete();
  }

  /** Six files take longer to remove than the requests of others may wait. */
  @Test
  public void filesAreRemovedWhileTheReaderIsBusy(TestContext test) {
    Async whileBusy = test.async();
    closeHandler(
        connection -> {
          var reader = Vertx.currentContext();
          // The first task comes before the rings are unmapped, the second after it.
          reader.runOnContext(
              first -> reader.runOnContext(second -> awaitNothingLeft(test, whileBusy)));
          return Future.succeededFuture();
        });
    try (var client = connect()) {
      client.call(ECHO, 1);
    }
    whileBusy.awaitSuccess();
  }

  private void awaitNothingLeft(TestContext test, Async whileBusy) {
    test.verify(busy -> SharedMemory.assertNothingLeft(server.pid()));
    whileBusy.complete();
  }

  // ---- several readers -----------------------------------------------------------------------

  @Test
  public void eachReaderHasItsOwnInstanceOfAnOperation() {
    restart(
        new ServiceOptions()
            .server(
                new QbServerOptions()
                    .setReaderOptions(new ReaderOptions().setReaders(2))
                    .setHandshakeOptions(new HandshakeOptions().setEventLoops(2))));
    List<String> threads = new ArrayList<>();
    operation(
        OTHER_OPERATION,
        request -> {
          synchronized (threads) {
            threads.add(Thread.currentThread().getName());
          }
          request.reply(NOTHING);
        });
    try (var first = connect();
        var second = connect()) {
      first.call(OTHER_OPERATION);
      second.call(OTHER_OPERATION);
      first.call(OTHER_OPERATION);
    }
    QbServer served = server.server();
    String name = "qb-reader-" + served.service() + "-";
    assertEquals(List.of(name + 0, name + 1, name + 0), threads);
  }
}
