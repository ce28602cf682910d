package dev.qbipc.conformance;

import dev.qbipc.libqb.LibqbClient;
import dev.qbipc.server.OperationOptions;
import dev.qbipc.server.OperationVerticle;
import dev.qbipc.server.Request;
import dev.qbipc.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.runner.RunWith;

/** Tests of what only our server can be asked, with operations of their own. */
@RunWith(VertxUnitRunner.class)
public abstract class OwnServerTest {

  /** Ids that the conformance service leaves free. */
  static final int OPERATION = 100;

  static final int OTHER_OPERATION = 101;

  static final int MESSAGE_SIZE = 12328;
  static final byte[] NOTHING = {};

  /** Longer than any wait inside a test, so that the wait is what fails and says for what. */
  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  InProcessServer server;

  @Before
  public void start() {
    server = InProcessServer.start(new ServiceOptions());
  }

  @After
  public void close() {
    server.close();
  }

  /** Starts another server in this one's place. */
  void restart(ServiceOptions options) {
    server.close();
    server = InProcessServer.start(options);
  }

  /** Registers an operation on the readers. */
  void operation(int id, Handler<Request> handler) {
    InProcessServer.await(server.server().operation(id, handler));
  }

  /** Registers an operation that runs elsewhere. */
  void operation(int id, OperationOptions options, Handler<Request> handler) {
    Future<Void> deployed =
        server.server().operation(id, () -> new HandlerVerticle(handler), options);
    InProcessServer.await(deployed);
  }

  private static final class HandlerVerticle extends OperationVerticle {

    private final Handler<Request> handler;

    HandlerVerticle(Handler<Request> handler) {
      this.handler = handler;
    }

    @Override
    public void handle(Request request) {
      handler.handle(request);
    }
  }

  LibqbClient connect() {
    return LibqbClient.connect(server.service());
  }
}
