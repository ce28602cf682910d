package dev.qbipc.server.impl.accept;

import static dev.qbipc.AsyncAssertions.await;
import static org.junit.Assert.assertEquals;

import dev.qbipc.conformance.RawClient;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.server.Admission;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.impl.connection.ConnectionRegistry;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import dev.qbipc.server.impl.operation.RequestDispatcher;
import dev.qbipc.testing.Patience;
import dev.qbipc.wire.SetupRequestDescriptor;
import dev.qbipc.wire.SetupResponseDescriptor;
import dev.qbipc.wire.SocketAddressDescriptor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.unit.TestContext;
import io.vertx.ext.unit.junit.Timeout;
import io.vertx.ext.unit.junit.VertxUnitRunner;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;

/** What else than want of descriptors can happen to the acceptor. */
@RunWith(VertxUnitRunner.class)
public class AcceptorTest {

  @Rule
  public final Timeout timeout = new Timeout(3 * Patience.LIMIT.toMinutes(), TimeUnit.MINUTES);

  private final VertxInternal vertx =
      (VertxInternal) Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final String name = "qb-acceptor-" + ProcessHandle.current().pid();
  private final QbServerOptions options = new QbServerOptions().setService(name);
  private final ProtectionCounters protection = new ProtectionCounters(vertx);
  private final ConnectionRegistry registry =
      new ConnectionRegistry(vertx, options, new RequestDispatcher(), List.of(), protection);
  private final AcceptContext service = new AcceptContext(options, registry, List.of(), protection);

  @After
  public void close(TestContext test) {
    vertx.close().onComplete(test.asyncAssertSuccess());
  }

  /** A list of one element that fails so often before it gives it. */
  private static <T> List<T> failingAtFirst(int failures, T element) {
    var left = new AtomicInteger(failures);
    return new AbstractList<>() {
      @Override
      public T get(int index) {
        if (left.getAndDecrement() > 0) {
          throw new NoClassDefFoundError("thrown by the test");
        }
        return element;
      }

      @Override
      public int size() {
        return 1;
      }
    };
  }

  /** Unless it is caught, an error ends the event loop, and with it all who share that. */
  @Test
  public void errorDoesNotEndAccepting(TestContext test) throws Exception {
    int failures = 3;
    service.policy(peer -> Admission.refuse(Errno.EPERM));
    var setup = new SetupVerticle(service);
    await(test, vertx.deployVerticle(setup));
    byte[] address = SocketAddressDescriptor.abstractAddress(name);
    try (var listening = UnixSocket.listen(address, name, 1)) {
      var setups = failingAtFirst(failures, setup);
      await(test, vertx.deployVerticle(new AcceptorVerticle(service, listening, setups)));
      try (var client = RawClient.connect(name)) {
        client.sendBytes(SetupRequestDescriptor.encode(0));
        assertEquals("bytes of the answer", SetupResponseDescriptor.SIZE, client.awaitEnd());
      }
      assertEquals(failures, registry.stats(false).protection().acceptFailures());
    }
  }
}
