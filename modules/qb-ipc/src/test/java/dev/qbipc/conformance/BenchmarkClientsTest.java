package dev.qbipc.conformance;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.CProgram;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.Request;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/**
 * Conformance list D: clients like libqb's benchmarks {@code bmc} and {@code bmcpt}, and the
 * service they expect (protocol, section 14).
 */
@RunWith(VertxUnitRunner.class)
public class BenchmarkClientsTest {

  private static final int REQUEST = 3;
  private static final int ANSWER = 13;
  private static final byte[] NOTHING = {};

  private static final int CALLS_PER_SIZE = 500;

  /** 64, 128, and so on to 524288 bytes. */
  private static final int SIZES = 14;

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final String service = "qb-benchmark-" + ProcessHandle.current().pid();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final QbServer server = QbServer.create(vertx, new QbServerOptions().setService(service));

  @Before
  public void listen(TestContext test) {
    server.listen().onComplete(test.asyncAssertSuccess());
  }

  @After
  public void close(TestContext test) {
    // One by one: a future of the server completes on a context that ends with its Vert.x.
    await(test, server.close());
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  private static void answer(Request request) {
    request.respond(ANSWER, 0, NOTHING);
    request.done();
  }

  private static void answerAndSendEvent(Request request) {
    answer(request);
    request.connection().sendEvent(ANSWER, 0, Buffer.buffer());
  }

  private void assertAllAnswered(int threads, boolean withEvents) {
    var arguments =
        List.of(
            "call",
            service,
            String.valueOf(threads),
            String.valueOf(CALLS_PER_SIZE),
            withEvents ? "1" : "0");
    try (var client = CProgram.start("benchmark-client", arguments)) {
      assertEquals("answered " + threads * CALLS_PER_SIZE * SIZES, client.awaitLine("answered"));
      assertEquals(0, client.exitCode());
    }
  }

  @Test
  public void item43_oneConnectionWithAllSizes(TestContext test) {
    await(test, server.operation(REQUEST, BenchmarkClientsTest::answer));
    assertAllAnswered(1, false);
  }

  @Test
  public void item43_oneConnectionWithEvents(TestContext test) {
    await(test, server.operation(REQUEST, BenchmarkClientsTest::answerAndSendEvent));
    assertAllAnswered(1, true);
  }

  @Test
  public void item43_fourThreadsWithAConnectionEach(TestContext test) {
    await(test, server.operation(REQUEST, BenchmarkClientsTest::answer));
    assertAllAnswered(4, false);
  }
}
