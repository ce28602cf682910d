package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbMessage;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationStats;
import dev.qbipc.server.QbConnection;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.Request;
import dev.qbipc.server.Threading;
import dev.qbipc.wire.RingHeaderDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.Test;

/** Our server's operations: where they run, and what becomes of their answers. */
public class OperationTest extends OwnServerTest {

  private static final int JAVA_WITH_VIRTUAL_THREADS = 21;

  // ---- threads -------------------------------------------------------------------------------

  @Test
  public void echoIsReadHandledAndAnsweredOnOneThread() {
    var reader = new CompletableFuture<Thread>();
    var handler = new CompletableFuture<Thread>();
    var wasInTheRing = new CompletableFuture<Boolean>();
    server.connectionHandler(connection -> reader.complete(Thread.currentThread()));
    try (var client = RawClient.open(server.service(), MESSAGE_SIZE)) {
      operation(
          OPERATION,
          request -> {
            handler.complete(Thread.currentThread());
            request.reply(request.array(), 0, request.length());
            // Nobody else had to run for the response to get there.
            int written = client.response().headerInt(RingHeaderDescriptor.WRITE_POINTER_OFFSET);
            wasInTheRing.complete(written > 0);
          });
      client.send(OPERATION, (byte) 1);
      assertEquals(1, client.receive().payload().length);
      // The handler looks at a mapping that goes with the client.
      assertTrue("written by the handler's thread", wasInTheRing.join());
    }
    assertTrue(handler.join().getName(), handler.join().getName().startsWith("qb-reader-"));
    assertSame(reader.join(), handler.join());
  }

  @Test
  public void operationsRunOnOtherThreadsIfTheirOptionsSaySo() {
    List<Threading> others = new ArrayList<>(List.of(Threading.WORKER, Threading.EVENT_LOOP));
    if (Runtime.version().feature() >= JAVA_WITH_VIRTUAL_THREADS) {
      others.add(Threading.VIRTUAL_THREAD);
    }
    for (Threading threading : others) {
      var name = new CompletableFuture<String>();
      int id = OPERATION + threading.ordinal();
      operation(
          id,
          new OperationOptions().setThreading(threading),
          request -> {
            name.complete(Thread.currentThread().getName());
            request.reply(NOTHING);
          });
      try (var client = connect()) {
        client.call(id);
      }
      assertTrue(name.join(), name.join().startsWith("vert.x-"));
    }
  }

  // ---- answers -------------------------------------------------------------------------------

  @Test
  public void item57_handlerThatThrowsAnswersEioAndTheConnectionLives() {
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
  public void anErrorThatIsNotPositiveIsRefusedAndTheRequestGoesOn() {
    int id = OPERATION;
    for (int errno : new int[] {0, -Errno.ENOENT, Integer.MIN_VALUE}) {
      id++;
      var refusal = new CompletableFuture<IllegalArgumentException>();
      operation(
          id,
          request -> {
            refusal.complete(
                assertThrows(IllegalArgumentException.class, () -> request.fail(errno)));
            request.fail(Errno.ENOENT);
          });
      try (var client = connect()) {
        assertEquals(-Errno.ENOENT, client.call(id).error());
      }
      assertTrue(refusal.join().getMessage().contains("positive"));
    }
  }

  @Test
  public void anOperationThatIsRegisteredAloneIsOfNoModule() {
    operation(OPERATION, request -> request.reply(NOTHING));
    List<OperationStats> alone =
        InProcessServer.await(server.server().operationStats()).stream()
            .filter(stats -> stats.id() == OPERATION || stats.id() == OperationStats.FALLBACK)
            .toList();
    assertEquals(2, alone.size());
    alone.forEach(stats -> assertEquals("", stats.module() + stats.version()));
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
  public void secondAnswerFails() {
    var second = new CompletableFuture<Future<Void>>();
    operation(
        OPERATION,
        request -> {
          request.reply(new byte[] {1});
          second.complete(request.reply(new byte[] {2}));
        });
    try (var client = connect()) {
      assertEquals(1, client.call(OPERATION).payload()[0]);
      assertEquals(3, client.call(ECHO, 3).intAt(0));
    }
    assertThrows(IllegalStateException.class, () -> InProcessServer.await(second.join()));
  }

  @Test
  public void item59_tooLargeAnswerFailsAndAnotherIsTaken() {
    var tooLarge = new CompletableFuture<Future<Void>>();
    operation(
        OPERATION,
        request -> {
          tooLarge.complete(request.reply(new byte[request.maxReplyLength() + 1]));
          request.reply(new byte[request.maxReplyLength()]);
        });
    try (var client = connect()) {
      LibqbMessage answer = client.call(OPERATION);
      assertEquals(0, answer.error());
      assertTrue(answer.payload().length > client.bufferSize() - 24);
    }
    var e = assertThrows(QbException.class, () -> InProcessServer.await(tooLarge.join()));
    assertEquals(Errno.EMSGSIZE, e.errno());
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
  public void otherwiseTakesWhatHasNoOperation() {
    InProcessServer.await(server.server().fallback(request -> request.fail(Errno.EACCES)));
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
  public void answerToAClientThatHasGoneFails() throws InterruptedException {
    var kept = new CompletableFuture<Request>();
    operation(OPERATION, kept::complete);
    try (var client = connect()) {
      client.send(OPERATION);
      kept.join();
    }
    server.callbacks().await("destroyed");
    var answer = kept.join().reply(NOTHING);
    var e = assertThrows(QbException.class, () -> InProcessServer.await(answer));
    assertEquals(Errno.ENOTCONN, e.errno());
  }

  @Test
  public void answerAfterTheServerHasClosedFails() {
    var kept = new CompletableFuture<Request>();
    operation(OPERATION, kept::complete);
    try (var client = connect()) {
      client.send(OPERATION);
      Request request = kept.join();
      InProcessServer.await(server.server().close());
      var answer = request.reply(NOTHING);
      var e = assertThrows(QbException.class, () -> InProcessServer.await(answer));
      assertEquals(Errno.ENOTCONN, e.errno());
      request.done();
      InProcessServer.await(request.connection().disconnect());
    }
  }

  // ---- the end of a connection ---------------------------------------------------------------

  private void closeHandler(Function<QbConnection, Future<?>> handler) {
    server.connectionHandler(
        connection -> connection.closeHandler(() -> handler.apply(connection)));
  }

  @Test
  public void item67_filesStayUntilTheCloseHandlerIsDone() {
    Promise<Void> applicationIsDone = Promise.promise();
    var closing = new CompletableFuture<QbConnection>();
    closeHandler(
        connection -> {
          closing.complete(connection);
          return applicationIsDone.future();
        });
    try (var client = connect()) {
      client.call(ECHO, 1);
    }
    Future<Void> closed = closing.join().closed();
    assertEquals(0, server.stats().activeConnections());
    assertEquals(6, SharedMemory.names(SharedMemory.directoriesOf(server.pid()).get(0)).size());
    assertFalse(closed.isComplete());
    applicationIsDone.complete();
    InProcessServer.await(closed);
    assertEquals(List.of(), SharedMemory.directoriesOf(server.pid()));
  }

  /** Six files take longer to remove than the requests of others may wait. */
  @Test
  public void filesAreRemovedWhileTheReaderIsBusy() {
    var whileBusy = new CompletableFuture<Void>();
    closeHandler(
        connection -> {
          var reader = Vertx.currentContext();
          // The first task comes before the rings are unmapped, the second after it.
          reader.runOnContext(first -> reader.runOnContext(second -> awaitNothingLeft(whileBusy)));
          return Future.succeededFuture();
        });
    try (var client = connect()) {
      client.call(ECHO, 1);
    }
    whileBusy.join();
  }

  private void awaitNothingLeft(CompletableFuture<Void> whileBusy) {
    try {
      SharedMemory.assertNothingLeft(server.pid());
      whileBusy.complete(null);
    } catch (AssertionError e) {
      whileBusy.completeExceptionally(e);
    }
  }

  // ---- several readers -----------------------------------------------------------------------

  @Test
  public void eachReaderHasItsOwnInstanceOfAnOperation() {
    restart(new ServiceOptions().server(new QbServerOptions().setReaders(2).setEventLoops(2)));
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
