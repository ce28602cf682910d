package dev.qbipc.test;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.Test;

/** What authors of operations test with. */
public class TestServiceTest {

  private static final int ECHO = 1;
  private static final byte[] PAYLOAD = {2, 1};

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
  public void aClientIsAnsweredUnderANameThatNoOtherServiceHas() {
    try (var one = TestService.start(TestServiceTest::echoes);
        var other = TestService.start(TestServiceTest::echoes)) {
      for (TestService service : new TestService[] {one, other}) {
        var options = new QbClientOptions().setService(service.name());
        QbClient client = QbClient.connect(service.vertx(), options).await();
        Buffer answer = client.request(ECHO, Buffer.buffer(PAYLOAD)).await().payload();
        assertArrayEquals(PAYLOAD, answer.getBytes());
        client.disconnect().await();
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
