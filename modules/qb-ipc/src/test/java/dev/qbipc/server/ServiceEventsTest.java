package dev.qbipc.server;

import static dev.qbipc.AsyncAssertions.await;
import static dev.qbipc.AsyncAssertions.awaitErrno;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.testing.Patience;
import dev.qbipc.testing.Polling;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** Who is told of slow requests and of refusals, and of what not. */
@RunWith(VertxUnitRunner.class)
public class ServiceEventsTest {

  private static final int ECHO = 1;

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "service-events-test-" + Processes.ownPid();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final List<String> told = new CopyOnWriteArrayList<>();

  private final ServiceEvents events =
      new ServiceEvents() {
        @Override
        public void defended(String what, int uid) {
          told.add(what + " of " + uid);
        }

        @Override
        public void slow(int id, QbConnection connection, long nanos) {
          told.add("request " + id + " of " + connection.peer().pid());
          assertTrue(Long.toString(nanos), nanos > 0);
        }
      };

  @After
  public void close(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private void serve(TestContext test, AcceptPolicy policy, Duration slow) {
    QbServer server =
        QbServer.create(vertx, new QbServerOptions().setService(service))
            .acceptPolicy(policy)
            .events(events, slow);
    await(test, server.operation(ECHO, Request::reply));
    await(test, server.listen());
    assertThrows(IllegalStateException.class, () -> server.events(events, slow));
  }

  private void call(TestContext test) {
    QbClient client =
        await(test, QbClient.connect(vertx, new QbClientOptions().setService(service)));
    await(test, client.request(ECHO, Buffer.buffer()));
    await(test, client.disconnect());
  }

  @Test
  public void aRequestThatTakesAsLongIsSlow(TestContext test) {
    serve(test, peer -> Admission.readWrite(), Duration.ofNanos(1));
    call(test);
    String expected = "request " + ECHO + " of " + Processes.ownPid();
    Polling.until(() -> told.equals(List.of(expected)), expected);
  }

  @Test
  public void aRequestThatTakesLessIsNothingToTellOf(TestContext test) {
    serve(test, peer -> Admission.readWrite(), Duration.ofDays(1));
    call(test);
    assertEquals(List.of(), told);
  }

  @Test
  public void aRefusedClientIsToldOfEachTime(TestContext test) {
    serve(test, peer -> Admission.refuse(Errno.EPERM), Duration.ofDays(1));
    for (int i = 1; i <= 3; i++) {
      awaitErrno(
          test, Errno.EPERM, QbClient.connect(vertx, new QbClientOptions().setService(service)));
      int count = i;
      Polling.until(() -> told.size() == count, count + " refusals");
    }
    assertTrue(told.toString(), told.get(2).startsWith("clients refused by the accept policy of "));
  }

  @Test
  public void slowIsATimeThatIsMoreThanNothing() {
    QbServer server = QbServer.create(vertx, new QbServerOptions().setService(service));
    for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
      assertThrows(IllegalArgumentException.class, () -> server.events(events, none));
    }
  }
}
