package dev.pmxcfs.docs.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.client.QbMessage;
import dev.qbipc.test.FakeConnection;
import dev.qbipc.test.FakeRequest;
import dev.qbipc.test.TestService;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.junit.Test;

/** The tests that the guide shows of the module for tests. */
public class KitTest {

  private static final int LOOK_UP = 2;

  @Test
  public void whatIsThereIsFound() {
    var request = FakeRequest.of(LOOK_UP, "answer".getBytes(UTF_8), FakeConnection.readOnly());
    request.answeredBy(new OperationExamples.LookUp(Map.of("answer", "42")));
    assertEquals(0, request.error());
    assertEquals("42", new String(request.replied(), UTF_8));
  }

  @Test
  public void aClientIsAnswered() {
    try (var service = TestService.start(OperationExamples::lookUp)) {
      var options = new QbClientOptions().setService(service.name());
      QbClient client = QbClient.connect(service.vertx(), options).await();
      QbMessage answer = client.request(LOOK_UP, Buffer.buffer("answer")).await();
      assertEquals("42", answer.payload().toString());
    }
  }
}
