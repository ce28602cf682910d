package dev.qbipc.server.impl.connection;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.file.FormerDirectory;
import dev.qbipc.linux.memory.WakeWord;
import dev.qbipc.linux.process.Processes;
import dev.qbipc.linux.socket.UnixSocket;
import dev.qbipc.server.Operation;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.Request;
import dev.qbipc.server.Scheduling;
import dev.qbipc.server.Threading;
import dev.qbipc.server.impl.accept.AcceptContext;
import dev.qbipc.server.impl.accept.SetupVerticle;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import dev.qbipc.server.impl.operation.OperationCounters;
import dev.qbipc.server.impl.operation.OperationInstance;
import dev.qbipc.server.impl.operation.RequestDispatcher;
import dev.qbipc.server.impl.operation.Route;
import dev.qbipc.server.impl.reader.FutexRingWait;
import dev.qbipc.server.impl.reader.ReaderClient;
import dev.qbipc.server.impl.reader.ReaderPriority;
import dev.qbipc.server.impl.reader.RingReader;
import dev.qbipc.server.impl.reader.RingWait;
import dev.qbipc.server.impl.reader.SemaphoreRingWait;
import dev.qbipc.server.impl.reader.Spin;
import dev.qbipc.wire.SocketAddressDescriptor;
import io.netty.util.collection.IntObjectHashMap;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A reader, an event loop with its setup verticle, and operations, as a server has them; all states
 * of a process share them. It sleeps whenever it has nothing to do, so that states meet it asleep.
 */
final class StressedReader {

  /** A request that is handed to its connection's state, which answers it. */
  static final int HELD = 1;

  /** A request that is answered at once with its payload. */
  static final int ECHO = 2;

  /** The name of all services. */
  static final String SERVICE = "jcstress";

  private static final long PATIENCE_MILLIS = 10_000;
  private static final long PATIENCE_OF_THE_FAILED_MILLIS = 10;
  private static final String ADDRESS = "stress";
  private static final int BACKLOG = 16;

  /** Once something was waited for in vain, the test has failed: it is not to take hours. */
  private static volatile long patienceMillis = PATIENCE_MILLIS;

  private final VertxInternal vertx;
  private final QbServerOptions options = new QbServerOptions().setService(SERVICE);
  private final ProtectionCounters protection;
  private final List<RingReader> readers;
  private final SetupVerticle setups;
  private final byte[] address;
  private final UnixSocket listening;

  static {
    var end = new Thread(StressedReader::endWithTheHarness, "end");
    end.setDaemon(true);
    end.start();
  }

  /**
   * Ends the process when the harness has ended, which Vert.x's threads would keep alive, and
   * removes the files of states that were made and not used.
   */
  private static void endWithTheHarness() {
    try {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().equals("main")) {
          thread.join();
        }
      }
      String own = RingSet.DIRECTORY_PREFIX + Processes.ownPid() + "-*";
      try (var unused = Files.newDirectoryStream(Path.of(RingSet.SHARED_MEMORY), own)) {
        for (Path directory : unused) {
          var existing = FormerDirectory.open(directory.toString());
          if (existing.isPresent()) {
            existing.get().remove(RingSet.fileNames(SERVICE));
          }
        }
      }
      Runtime.getRuntime().halt(0);
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private StressedReader(String name, RingWait wait) {
    var vertxOptions = new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1);
    vertx = (VertxInternal) Vertx.vertx(vertxOptions);
    protection = new ProtectionCounters(vertx);
    var priority = new ReaderPriority(name, 0);
    var reader =
        new RingReader(vertx, 0, name, Scheduling.TURNS, new Spin(0), priority, wait, protection);
    readers = List.of(reader);
    reader.start();
    var registry = registry(new RequestDispatcher());
    setups = new SetupVerticle(new AcceptContext(options, registry, readers, protection));
    await(vertx.deployVerticle(setups));
    String ofReader = route(new OperationCounters(readers.size())).at(reader).address();
    var operations = Operation.of(StressedReader::handle).supplier().get();
    await(vertx.deployVerticle(new OperationInstance(operations, ofReader, reader)));
    String socket = SERVICE + "-" + Processes.ownPid() + "-" + name;
    address = SocketAddressDescriptor.abstractAddress(socket);
    try {
      listening = UnixSocket.listen(address, socket, BACKLOG);
    } catch (SystemCallException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class WithFutexWaitv {

    static final StressedReader READER = new StressedReader("futex_waitv", new FutexRingWait());
  }

  private static final class WithWaiters {

    static final StressedReader READER =
        new StressedReader("waiters", new SemaphoreRingWait("waiter-"));
  }

  private static final class ThatParks {

    static final StressedReader READER =
        new StressedReader("parks", new NoPlace(new FutexRingWait()));
  }

  /** One that sleeps on all semaphores at once. */
  static StressedReader withFutexWaitv() {
    return WithFutexWaitv.READER;
  }

  /** One for which a thread waits on each semaphore. */
  static StressedReader withWaiters() {
    return WithWaiters.READER;
  }

  /** One that leaves all connections to their event loop whenever it sleeps. */
  static StressedReader thatParks() {
    return ThatParks.READER;
  }

  /** A wait that can watch no connection. */
  private record NoPlace(RingWait sleep) implements RingWait {

    @Override
    public int capacity() {
      return 0;
    }

    @Override
    public void added(ReaderClient connection) {
      sleep.added(connection);
    }

    @Override
    public void removed(ReaderClient connection) {
      sleep.removed(connection);
    }

    @Override
    public boolean await(WakeWord wakeWord, List<ReaderClient> connections, long timeoutNanos) {
      return sleep.await(wakeWord, connections, timeoutNanos);
    }

    @Override
    public void close() {
      sleep.close();
    }
  }

  private static void handle(Request request) {
    if (request.id() == HELD) {
      ((StressedConnection) request.connection().attachment()).held(request);
    } else {
      request.reply(request.array(), 0, request.length());
    }
  }

  private Route route(OperationCounters counters) {
    return new Route(vertx.eventBus(), ADDRESS, Threading.READER, Duration.ZERO, readers, counters);
  }

  /** What counts the requests of one connection. */
  OperationCounters counters() {
    return new OperationCounters(readers.size());
  }

  /** How many of the requests counted have not ended, as the reader sees it. */
  Future<Integer> inFlight(OperationCounters counters) {
    Promise<Integer> inFlight = Promise.promise();
    readers.get(0).execute(() -> inFlight.complete(counters.ofReader(0).inFlight()));
    return inFlight.future();
  }

  /** A service for one connection, so that what is counted of it is counted by itself. */
  ConnectionRegistry registry(OperationCounters counters) {
    var routes = new IntObjectHashMap<Route>();
    var route = route(counters);
    routes.put(HELD, route);
    routes.put(ECHO, route);
    var dispatcher = new RequestDispatcher();
    dispatcher.route(routes);
    return registry(dispatcher);
  }

  private ConnectionRegistry registry(RequestDispatcher dispatcher) {
    return new ConnectionRegistry(vertx, options, dispatcher, readers, protection);
  }

  SetupVerticle setups() {
    return setups;
  }

  /** Both ends of a new connection, first the client's. */
  synchronized UnixSocket[] connect() {
    try {
      var client = UnixSocket.connect(address, SERVICE);
      return new UnixSocket[] {client, listening.accept()};
    } catch (SystemCallException e) {
      throw new IllegalStateException(Errno.name(e.errno()), e);
    }
  }

  /** Waits for something that has to come before a test. */
  static <T> T await(Future<T> future) {
    try {
      return await(future, PATIENCE_MILLIS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("waited in vain", e);
    }
  }

  /** Waits for what a test is about. */
  static <T> T awaitOutcome(Future<T> future) throws TimeoutException {
    try {
      return await(future, patienceMillis);
    } catch (TimeoutException e) {
      patienceMillis = PATIENCE_OF_THE_FAILED_MILLIS;
      throw e;
    }
  }

  private static <T> T await(Future<T> future, long millis) throws TimeoutException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As {@link #awaitOutcome}, of what no future tells. */
  static void awaitOutcome(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        patienceMillis = PATIENCE_OF_THE_FAILED_MILLIS;
        return;
      }
      Thread.yield();
    }
  }
}
