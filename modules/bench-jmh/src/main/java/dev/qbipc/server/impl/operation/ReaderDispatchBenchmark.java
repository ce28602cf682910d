package dev.qbipc.server.impl.operation;

import dev.qbipc.server.Operation;
import dev.qbipc.server.Request;
import dev.qbipc.server.Scheduling;
import dev.qbipc.server.Threading;
import dev.qbipc.server.impl.connection.RequestImpl;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import dev.qbipc.server.impl.reader.FutexRingWait;
import dev.qbipc.server.impl.reader.ReaderPriority;
import dev.qbipc.server.impl.reader.RingReader;
import dev.qbipc.server.impl.reader.Spin;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Sending requests over the event bus as a reader does, to an operation on the same reader. It is
 * in this package because a reader's dispatching is not visible elsewhere; {@code
 * DispatchBenchmark} measures what Vert.x does by itself. Both wake a sleeping thread once in a
 * thousand requests.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReaderDispatchBenchmark {

  private static final int REQUESTS = 1000;
  private static final String NAME = "bench-reader";
  private static final byte[] NO_PAYLOAD = {};

  private VertxInternal vertx;
  private RingReader reader;
  private ReaderRoute route;
  private int left;
  private volatile CountDownLatch handled;

  @Setup
  public void start() {
    vertx = (VertxInternal) Vertx.vertx();
    var priority = new ReaderPriority(NAME, 0);
    var protection = new ProtectionCounters(vertx);
    reader =
        new RingReader(
            vertx,
            0,
            NAME,
            Scheduling.TURNS,
            new Spin(0),
            priority,
            new FutexRingWait(),
            protection);
    reader.start();
    var readers = List.of(reader);
    var bus = vertx.eventBus();
    var counters = new OperationCounters(readers.size());
    route =
        new Route(bus, "operation", Threading.READER, Duration.ZERO, readers, counters).at(reader);
    var operation = Operation.of(this::handle).supplier().get();
    vertx.deployVerticle(new OperationInstance(operation, route.address(), reader)).await();
  }

  @TearDown
  public void stop() {
    reader.shutdown();
    reader.ended().await();
    vertx.close().await();
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void onAReader() throws InterruptedException {
    left = REQUESTS;
    handled = new CountDownLatch(1);
    reader.execute(this::sendAll);
    handled.await();
  }

  private void sendAll() {
    for (int i = 0; i < REQUESTS; i++) {
      route.send(new RequestImpl(null, 1, NO_PAYLOAD, 0), reader.clock().now());
    }
  }

  private void handle(Request request) {
    route.ended(0);
    if (--left == 0) {
      handled.countDown();
    }
  }
}
