package dev.pmxcfs.docs.guide;

import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.QbServerOptions;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.RunTestOnContext;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.Map;
import java.util.UUID;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** The test that the guide shows, of the operation that it shows. */
@RunWith(VertxUnitRunner.class)
public class LookUpTest {

  private static final int LOOK_UP = 2;

  @Rule
  public final RunTestOnContext rule =
      new RunTestOnContext(new VertxOptions().setPreferNativeTransport(true));

  private final String service = "test-" + UUID.randomUUID();
  private QbClient client;

  @Before
  public void connect(TestContext context) {
    QbServer server = QbServer.create(rule.vertx(), new QbServerOptions().setService(service));
    server
        .operation(
            LOOK_UP,
            () -> new OperationExamples.LookUp(Map.of("answer", "42")),
            new OperationOptions())
        .compose(deployed -> server.listen())
        .compose(
            listening -> QbClient.connect(rule.vertx(), new QbClientOptions().setService(service)))
        .onComplete(context.asyncAssertSuccess(connected -> client = connected));
  }

  @Test
  public void whatIsThereIsFound(TestContext context) {
    client
        .request(LOOK_UP, Buffer.buffer("answer"))
        .onComplete(
            context.asyncAssertSuccess(
                answer -> context.assertEquals("42", answer.payload().toString())));
  }

  @Test
  public void whatIsMissingIsEnoent(TestContext context) {
    client
        .request(LOOK_UP, Buffer.buffer("question"))
        .onComplete(
            context.asyncAssertSuccess(
                answer -> context.assertEquals(-Errno.ENOENT, answer.error())));
  }
}
