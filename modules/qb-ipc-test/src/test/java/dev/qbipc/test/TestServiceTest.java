package dev.qbipc.test;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** What authors of operations test with. */
@RunWith(VertxUnitRunner.class)
public class TestServiceTest {

  private static final int ECHO = 1;
  private static final byte[] PAYLOAD = {2, 1};

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  /** Answers with what was asked. */
  private static final class Echo extends OperationVerticle {

    @Override
    public void handle(Request request) {
      if (request.length() < 0) {
        request.fail(Errno.EINVAL);
      } else {
        request.reply(request.payload().getBytes());
      }
    }
  }

  @Test
  public void aClientIsAnsweredUnderANameThatNoOtherServiceHas(TestContext test) {
    try (var one = TestService.start(TestServiceTest::echoes);
        var other = TestService.start(TestServiceTest::echoes)) {
      for (TestService service : new TestService[] {one, other}) {
        Async answered = test.async();
        QbClient.connect(service.vertx(), new QbClientOptions().setService(service.name()))
            .compose(
                client ->
                    client.request(ECHO, Buffer.buffer(PAYLOAD)).eventually(client::disconnect))
            .onComplete(
                test.asyncAssertSuccess(
                    answer -> {
                      test.assertEquals(Buffer.buffer(PAYLOAD), answer.payload());
                      answered.complete();
                    }));
        answered.awaitSuccess();
      }
    }
  }

  private static Future<?> echoes(dev.qbipc.server.QbServer server) {
    return server.operation(ECHO, request -> request.reply(request.payload().getBytes()));
  }

  @Test
  public void anOperationThatCannotBeRegisteredLeavesNothingRunning() {
    assertThrows(
        IllegalStateException.class,
        () -> TestService.start(server -> Future.failedFuture(new IllegalStateException())));
  }

  @Test
  public void anOperationIsTriedByItself() {
    var request = FakeRequest.of(ECHO, PAYLOAD, FakeConnection.readOnly());
    assertArrayEquals(PAYLOAD, request.answeredBy(new Echo()).replied());
    var odd = FakeRequest.of(ECHO, PAYLOAD, FakeConnection.readWrite()).claimLength(-1);
    assertEquals(-Errno.EINVAL, odd.answeredBy(new Echo()).error());
  }
}
