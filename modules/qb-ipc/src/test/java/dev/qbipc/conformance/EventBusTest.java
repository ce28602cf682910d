package dev.qbipc.conformance;

import static dev.qbipc.conformance.ConformanceService.ECHO;
import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.OutputLines;
import dev.qbipc.linux.Errno;
import dev.qbipc.server.Request;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.ext.unit.Async;
import io.vertx.ext.unit.TestContext;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Test;

/** Our server's requests on their way over the event bus. */
public class EventBusTest extends OwnServerTest {

  private static final int PATIENCE_MILLIS = (int) OutputLines.PATIENCE.toMillis();

  /** Nothing waits between the ring and an operation on the reader. */
  @Test
  public void requestIsAnsweredBeforeTheNextIsRead() {
    List<String> steps = new CopyOnWriteArrayList<>();
    var held = new Semaphore(0);
    var goOn = new Semaphore(0);
    operation(
        OTHER_OPERATION,
        request -> {
          held.release();
          goOn.acquireUninterruptibly();
          request.reply(NOTHING);
        });
    operation(
        OPERATION,
        request -> {
          steps.add("answered");
          request.reply(NOTHING);
        });
    intercept(
        delivery -> {
          steps.add("read");
          delivery.next();
        });
    try (var holder = connect();
        var client = connect()) {
      holder.send(OTHER_OPERATION);
      held.acquireUninterruptibly();
      client.send(OPERATION);
      client.send(OPERATION);
      goOn.release();
      client.receive(PATIENCE_MILLIS);
      client.receive(PATIENCE_MILLIS);
      holder.receive(PATIENCE_MILLIS);
    }
    assertEquals(List.of("read", "answered", "read", "answered"), steps);
  }

  @Test
  public void whatAnOperationGivesToItsContextRunsAfterIt(TestContext test) {
    List<String> order = new CopyOnWriteArrayList<>();
    Async over = test.async();
    operation(
        OPERATION,
        request -> {
          var context = Vertx.currentContext();
          context.runOnContext(none -> order.add("first task"));
          context.runOnContext(none -> over.complete());
          request.reply(NOTHING);
          order.add("operation");
        });
    try (var client = connect()) {
      client.call(OPERATION);
      over.awaitSuccess();
      assertEquals(List.of("operation", "first task"), order);
    }
  }

  /** As Vert.x does it for any message, so that locals of one request are not another's. */
  @Test
  public void eachRequestHasAContextOfItsOwn() {
    List<Object> contexts = new CopyOnWriteArrayList<>();
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
  public void requestForAnOperationThatSomebodyElseUndeployedIsAnsweredWithEio(TestContext test) {
    var vertx = server.vertx();
    var before = vertx.deploymentIDs();
    operation(OPERATION, request -> request.reply(NOTHING));
    try (var client = connect()) {
      assertEquals(0, client.call(OPERATION).error());
      Async undeployed = test.async();
      Future.all(
              vertx.deploymentIDs().stream()
                  .filter(deployment -> !before.contains(deployment))
                  .map(vertx::undeploy)
                  .toList())
          .onComplete(test.asyncAssertSuccess(done -> undeployed.complete()));
      undeployed.awaitSuccess();
      assertEquals(-Errno.EIO, client.call(OPERATION).error());
      assertEquals(1, client.call(ECHO, 1).intAt(0));
    }
  }

  @Test
  public void requestThatAnInterceptorKeepsIsAnsweredWithEioAndNotTwice(TestContext test) {
    Async taken = test.async();
    var kept = new AtomicReference<DeliveryContext<Object>>();
    operation(OPERATION, request -> request.reply(request.array(), 0, request.length()));
    intercept(
        delivery -> {
          kept.set(delivery);
          taken.complete();
        });
    try (var client = connect()) {
      assertEquals(-Errno.EIO, client.call(OPERATION, 1).error());
      taken.awaitSuccess();
      kept.get().next();
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
