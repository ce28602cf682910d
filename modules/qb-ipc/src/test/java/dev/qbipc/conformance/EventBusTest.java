package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;

import dev.qbipc.Errno;
import dev.qbipc.server.Request;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.Test;

/** Our server's requests on their way over the event bus. */
public class EventBusTest extends OwnServerTest {

  @Test
  public void whatAnOperationGivesToItsContextRunsAfterIt() {
    List<String> order = new CopyOnWriteArrayList<>();
    var over = new CompletableFuture<List<String>>();
    operation(
        OPERATION,
        request -> {
          var context = Vertx.currentContext();
          context.runOnContext(none -> order.add("first task"));
          context.runOnContext(none -> over.complete(order));
          request.reply(NOTHING);
          order.add("operation");
        });
    try (var client = connect()) {
      client.call(OPERATION);
      assertEquals(List.of("operation", "first task"), over.join());
    }
  }

  /** As Vert.x does it for any message, so that locals of one request are not another's. */
  @Test
  public void eachRequestHasAContextOfItsOwn() {
    List<Object> contexts = new ArrayList<>();
    operation(
        OPERATION,
        request -> {
          contexts.add(Vertx.currentContext());
          request.reply(NOTHING);
        });
    try (var client = connect()) {
      client.call(OPERATION);
      client.call(OPERATION);
    }
    assertEquals(2, new HashSet<>(contexts).size());
  }

  @Test
  public void requestForAnOperationThatSomebodyElseUndeployedIsAnsweredWithEio() {
    var vertx = server.vertx();
    var before = vertx.deploymentIDs();
    operation(OPERATION, request -> request.reply(NOTHING));
    try (var client = connect()) {
      assertEquals(0, client.call(OPERATION).error());
      for (String deployment : vertx.deploymentIDs()) {
        if (!before.contains(deployment)) {
          InProcessServer.await(vertx.undeploy(deployment));
        }
      }
      assertEquals(-Errno.EIO, client.call(OPERATION).error());
      assertEquals(1, client.call(ECHO, 1).intAt(0));
    }
  }

  @Test
  public void requestThatAnInterceptorKeepsIsAnsweredWithEioAndNotTwice() {
    var kept = new CompletableFuture<DeliveryContext<Object>>();
    operation(OPERATION, request -> request.reply(request.array(), 0, request.length()));
    intercept(kept::complete);
    try (var client = connect()) {
      assertEquals(-Errno.EIO, client.call(OPERATION, 1).error());
      kept.join().next();
      assertEquals(2, client.call(ECHO, 2).intAt(0));
      assertEquals(3, client.call(ECHO, 3).intAt(0));
    }
  }

  private void intercept(Handler<DeliveryContext<Object>> interceptor) {
    Handler<DeliveryContext<Object>> ofOperation =
        delivery -> {
          if (delivery.body() instanceof Request request && request.id() == OPERATION) {
            interceptor.handle(delivery);
          } else {
            delivery.next();
          }
        };
    server.vertx().eventBus().addOutboundInterceptor(ofOperation);
  }
}
