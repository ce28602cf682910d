package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.qbipc.QbException;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationStats;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.Request;
import dev.qbipc.server.Threading;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Test;

/** An operation that does not complete in its deadline. */
public class DeadlineTest extends OwnServerTest {

  private static final Duration DEADLINE = Duration.ofMillis(100);

  /** Requests that the operation has been given and leaves alone. */
  private final BlockingQueue<Request> left = new LinkedBlockingQueue<>();

  private void neverCompletes(Threading threading) {
    operation(
        OPERATION, new OperationOptions().setThreading(threading).setDeadline(DEADLINE), left::add);
  }

  @Test
  public void requestIsAnsweredWithEtimedoutWhereverItsOperationRuns() {
    for (Threading threading : new Threading[] {Threading.READER, Threading.WORKER}) {
      restart(new ServiceOptions());
      neverCompletes(threading);
      try (var client = connect()) {
        assertEquals(-Errno.ETIMEDOUT, client.call(OPERATION).error());
        assertEquals("the connection goes on", 7, client.call(ECHO, 7).intAt(0));
      }
    }
  }

  @Test
  public void lateResultIsDropped() throws Exception {
    neverCompletes(Threading.READER);
    try (var client = connect()) {
      assertEquals(-Errno.ETIMEDOUT, client.call(OPERATION).error());
      var late = left.take().reply(new byte[] {1});
      var e = assertThrows(QbException.class, () -> InProcessServer.await(late));
      assertEquals(Errno.ETIMEDOUT, e.errno());
      assertEquals("nothing came in between", 8, client.call(ECHO, 8).intAt(0));
    }
  }

  @Test
  public void answersStayInOrder() {
    neverCompletes(Threading.READER);
    try (var client = connect()) {
      client.send(OPERATION);
      client.send(ECHO, (byte) 1);
      client.send(OPERATION);
      client.send(ECHO, (byte) 2);
      assertEquals(-Errno.ETIMEDOUT, client.receive().error());
      assertEquals(1, client.receive().payload()[0]);
      assertEquals(-Errno.ETIMEDOUT, client.receive().error());
      assertEquals(2, client.receive().payload()[0]);
    }
  }

  /** The reader looks at deadlines before it sleeps, and in between while it is kept awake. */
  @Test
  public void deadlinesHoldWhileAnotherClientKeepsTheReaderBusy() throws Exception {
    restart(new ServiceOptions().server(new QbServerOptions().setReaders(1)));
    neverCompletes(Threading.READER);
    var answered = new AtomicBoolean();
    try (var busy = connect();
        var client = connect()) {
      var caller =
          new Thread(
              () -> {
                while (!answered.get()) {
                  busy.call(ECHO, 1);
                }
              });
      caller.start();
      try {
        assertEquals(-Errno.ETIMEDOUT, client.call(OPERATION).error());
      } finally {
        answered.set(true);
        caller.join();
      }
    }
  }

  @Test
  public void operationThatAnswersInTimeHasItsAnswerSent() throws Exception {
    operation(OPERATION, new OperationOptions().setDeadline(Duration.ofMinutes(1)), left::add);
    try (var client = connect()) {
      client.send(OPERATION, (byte) 1);
      InProcessServer.await(left.take().reply(new byte[] {5}));
      assertEquals(5, client.receive().payload()[0]);
    }
  }

  /** The array of a request whose operation may still be reading it is not used for another. */
  @Test
  public void payloadOfATimedOutRequestStaysItsOwn() throws Exception {
    neverCompletes(Threading.WORKER);
    try (var client = connect()) {
      client.send(OPERATION, (byte) 1, (byte) 2, (byte) 3);
      assertEquals(-Errno.ETIMEDOUT, client.receive().error());
      for (int i = 0; i < 100; i++) {
        client.call(ECHO, -1, -1);
      }
      Buffer payload = left.take().payload();
      assertArrayEquals(new byte[] {1, 2, 3}, payload.getBytes());
    }
  }

  @Test
  public void timeoutsAreCounted() {
    neverCompletes(Threading.READER);
    try (var client = connect()) {
      client.call(OPERATION);
    }
    OperationStats stats =
        InProcessServer.await(server.server().operationStats()).stream()
            .filter(operation -> operation.id() == OPERATION)
            .findFirst()
            .orElseThrow();
    assertEquals(1, stats.requests());
    assertEquals(1, stats.errors());
    assertEquals(1, stats.timeouts());
    assertEquals(0, stats.inFlight());
  }
}
