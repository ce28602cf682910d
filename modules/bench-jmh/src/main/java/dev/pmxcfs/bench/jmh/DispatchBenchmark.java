package dev.pmxcfs.bench.jmh;

import dev.qbipc.server.Request;
import dev.qbipc.test.FakeConnection;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
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
 * Sending requests over Vert.x's event bus to a consumer, on its own thread and from another, with
 * the request itself as the message.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DispatchBenchmark {

  private static final int REQUESTS = 1000;
  private static final String ADDRESS = "operation";
  private static final String CODEC = "request";

  private final UnconnectedRequest request =
      new UnconnectedRequest(1, new byte[0], FakeConnection.readWrite());
  private final DeliveryOptions options =
      new DeliveryOptions().setLocalOnly(true).setCodecName(CODEC);

  private Vertx vertx;
  private Operation operation;
  private volatile CountDownLatch handled;

  /** Counts the requests that it gets. */
  private final class Operation extends VerticleBase {

    private int left;

    @Override
    public Future<?> start() {
      return vertx.eventBus().<Request>localConsumer(ADDRESS, this::handle).completion();
    }

    private void handle(Message<Request> message) {
      if (--left == 0) {
        handled.countDown();
      }
    }

    Context context() {
      return context;
    }
  }

  @Setup
  public void start() {
    vertx = Vertx.vertx();
    vertx.eventBus().registerCodec(new SameObjectCodec());
    operation = new Operation();
    vertx.deployVerticle(operation).await();
  }

  @TearDown
  public void stop() {
    vertx.close().await();
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void onTheSameThread() throws InterruptedException {
    begin();
    operation.context().runOnContext(ignored -> sendAll());
    handled.await();
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void fromAnotherThread() throws InterruptedException {
    begin();
    sendAll();
    handled.await();
  }

  private void begin() {
    operation.left = REQUESTS;
    handled = new CountDownLatch(1);
  }

  private void sendAll() {
    for (int i = 0; i < REQUESTS; i++) {
      vertx.eventBus().send(ADDRESS, request, options);
    }
  }

  /** Carries an object as it is. */
  private static final class SameObjectCodec
      implements MessageCodec<UnconnectedRequest, UnconnectedRequest> {

    @Override
    public void encodeToWire(Buffer buffer, UnconnectedRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public UnconnectedRequest decodeFromWire(int position, Buffer buffer) {
      throw new UnsupportedOperationException();
    }

    @Override
    public UnconnectedRequest transform(UnconnectedRequest request) {
      return request;
    }

    @Override
    public String name() {
      return CODEC;
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
