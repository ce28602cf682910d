package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.awaitErrno;
import static dev.qbipc.AsyncAssertions.onThread;
import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationStats;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.ReaderOptions;
import dev.qbipc.server.Request;
import dev.qbipc.server.Threading;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import java.time.Duration;
import java.util.List;
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
  public void lateResultIsDropped(TestContext test) throws Exception {
    neverCompletes(Threading.READER);
    try (var client = connect()) {
      assertEquals(-Errno.ETIMEDOUT, client.call(OPERATION).error());
      awaitErrno(test, Errno.ETIMEDOUT, left.take().reply(new byte[] {1}));
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
  public void deadlinesHoldWhileAnotherClientKeepsTheReaderBusy(TestContext test) {
    restart(
        new ServiceOptions()
            .server(new QbServerOptions().setReaderOptions(new ReaderOptions().setReaders(1))));
    neverCompletes(Threading.READER);
    var answered = new AtomicBoolean();
    try (var busy = connect();
        var client = connect()) {
      Async caller =
          onThread(
              test,
              () -> {
                while (!answered.get()) {
                  busy.call(ECHO, 1);
                }
              });
      try {
        assertEquals(-Errno.ETIMEDOUT, client.call(OPERATION).error());
      } finally {
        answered.set(true);
        caller.awaitSuccess();
      }
    }
  }

  @Test
  public void operationThatAnswersInTimeHasItsAnswerSent(TestContext test) throws Exception {
    operation(OPERATION, new OperationOptions().setDeadline(Duration.ofMinutes(1)), left::add);
    try (var client = connect()) {
      client.send(OPERATION, (byte) 1);
      left.take().reply(new byte[] {5}).onComplete(test.asyncAssertSuccess());
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
  public void timeoutsAreCounted(TestContext test) {
    neverCompletes(Threading.READER);
    try (var client = connect()) {
      client.call(OPERATION);
    }
    server
        .server()
        .operationStats()
        .map(DeadlineTest::ofOperation)
        .onComplete(
            test.asyncAssertSuccess(
                stats -> {
                  test.assertEquals(1L, stats.requests());
                  test.assertEquals(1L, stats.errors());
                  test.assertEquals(1L, stats.timeouts());
                  test.assertEquals(0, stats.inFlight());
                }));
  }

  private static OperationStats ofOperation(List<OperationStats> all) {
    return all.stream().filter(operation -> operation.id() == OPERATION).findFirst().orElseThrow();
  }
}
