package dev.pmxcfs.server;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertTrue;

import dev.qbipc.Errno;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.QbClientOptions;
import dev.qbipc.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;

/** The lines with which README.md shows how to embed a service: they stand there, and they work. */
@RunWith(VertxUnitRunner.class)
public class EmbeddingTest {

  /** Tests run in the module's directory. */
  private static final Path README = Path.of("..", "README.md");

  private static final Path EXAMPLE =
      Path.of("test", "java", "dev", "pmxcfs", "server", "EmbeddingExample.java");

  private static final Duration PATIENCE = Patience.LIMIT;

  private final Vertx vertx = EmbeddingExample.vertx();

  @After
  public void close(TestContext context) {
    vertx.close().onComplete(context.asyncAssertSuccess());
  }

  @Test
  public void readmeShowsTheExample() throws IOException {
    String example = Files.readString(EXAMPLE);
    int from = example.indexOf('\n', example.indexOf("// README.md from here")) + 1;
    int to = example.lastIndexOf('\n', example.indexOf("// README.md to here"));
    assertTrue(0 < from && from < to);
    assertThat(Files.readString(README), containsString(example.substring(from, to).stripIndent()));
  }

  @Test
  public void theExampleAnswers(TestContext context) {
    EmbeddingExample.start(vertx)
        .compose(server -> QbClient.connect(vertx, new QbClientOptions().setService("greeter")))
        .compose(
            client ->
                client
                    .sendAndReceive(1, Buffer.buffer("world"), PATIENCE)
                    .onSuccess(
                        answer -> context.assertEquals("hello, world", answer.payload().toString()))
                    .compose(answer -> client.sendAndReceive(2, Buffer.buffer(), PATIENCE))
                    .onSuccess(answer -> context.assertEquals(-Errno.ENOENT, answer.error()))
                    .eventually(client::disconnect))
        .onComplete(context.asyncAssertSuccess());
  }
}
