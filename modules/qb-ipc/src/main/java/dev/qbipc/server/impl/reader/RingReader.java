package dev.qbipc.server.impl.reader;

import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.server.Scheduling;
import dev.qbipc.server.impl.bus.DeliveryExecutor;
import dev.qbipc.server.impl.bus.ReaderContext;
import dev.qbipc.server.impl.limits.EventHook;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads the request rings of some connections, on the one thread of a worker pool whose idle wait
 * is the wait on their semaphores (design, section 2.2).
 */
public final class RingReader {

  private final int index;
  private final String name;
  private final RingWait wait;
  private final EventHook hook;
  private final ReaderClock clock = new ReaderClock();
  private final ReaderConnections connections = new ReaderConnections();
  private final StalledConnections stalled = new StalledConnections();
  private final AtomicInteger connectionCount = new AtomicInteger();
  private final ReaderThread thread;
  private final ReaderSleep sleep;
  private final ReaderLoop loop;
  private final DeliveryExecutor executor;
  private final ContextInternal context;

  /** Completed on an event loop: on this thread nothing that follows would ever run. */
  private final Promise<Void> ended;

  public RingReader(
      VertxInternal vertx,
      int index,
      String name,
      Scheduling scheduling,
      Spin spin,
      ReaderPriority priority,
      RingWait wait,
      ProtectionCounters protection) {
    this.index = index;
    this.name = name;
    this.wait = wait;
    this.hook = protection.hook();
    this.thread = new ReaderThread(name, this::run);
    var requests = new RequestTaker(connections, scheduling, clock);
    var failures = new ReaderFailures(name, connections.faults(), protection);
    this.sleep = new ReaderSleep(thread, connections, stalled, requests, wait, clock);
    this.loop =
        new ReaderLoop(
            thread, connections, stalled, requests, sleep, spin, priority, clock, failures);
    this.executor = new DeliveryExecutor(thread::isCurrent, thread::executeAnyway);
    this.ended = vertx.createEventLoopContext().promise();
    this.context = ReaderContext.of(vertx.createEventLoopContext(), executor);
  }

  public int index() {
    return index;
  }

  /** The thread, as what runs the tasks of a worker pool. */
  ExecutorService thread() {
    return thread;
  }

  /** This reader as what runs the tasks of contexts. */
  public DeliveryExecutor executor() {
    return executor;
  }

  /** The name of the worker pool that this reader is. */
  public String name() {
    return name;
  }

  /**
   * How often the rings were looked at; stands still while the reader sleeps or is stuck. What was
   * done before a look happens before it is seen here.
   */
  public long rounds() {
    return loop.rounds();
  }

  /** Connections that are this reader's, watched or not; new ones go where there are fewest. */
  public int connectionCount() {
    return connectionCount.get();
  }

  public void countConnection(int change) {
    connectionCount.addAndGet(change);
  }

  /** Whether it sleeps. What it did before happens before that is seen here. */
  public boolean isAsleep() {
    return sleep.isOn();
  }

  /** Completes when the reader has ended. */
  public Future<Void> ended() {
    return ended.future();
  }

  /** The time as this reader knows it. The reader's thread only. */
  public ReaderClock clock() {
    return clock;
  }

  /** Who is told of slow requests. */
  public EventHook hook() {
    return hook;
  }

  /** The faults of shared memory that the reader's thread runs into. */
  public PendingFault pendingFault() {
    return connections.faults().pending();
  }

  /** Whose they are. The reader's thread only. */
  public FaultWatch faults() {
    return connections.faults();
  }

  public boolean isCurrentThread() {
    return thread.isCurrent();
  }

  public void start() {
    thread.start();
  }

  /** Queues a task for the reader's thread. Any thread may call it. */
  public void execute(Runnable task) {
    thread.execute(task);
  }

  /** Makes the reader end when its connections have ended. Any thread may call it. */
  public void shutdown() {
    thread.shutdown();
  }

  // ---- connections, on the reader's thread ---------------------------------------------------

  public void add(ReaderClient connection) {
    connections.add(connection);
    wait.added(connection);
  }

  public void remove(ReaderClient connection) {
    stalled.remove(connection);
    if (connections.remove(connection)) {
      wait.removed(connection);
    }
  }

  /** Retries until what a connection has to send, or to take, has room. */
  public void addStalled(ReaderClient connection) {
    stalled.add(connection);
  }

  /** Counts requests in or out that operations are busy with. */
  public void countInFlight(int change) {
    connections.countInFlight(change);
  }

  // ---- its thread ----------------------------------------------------------------------------

  private void run() {
    // A fault that skips its handlers (see PendingFault) ends a task, and not the reader.
    while (!thread.isTerminated()) {
      // All of it is one long task of a context: event-bus sends would make one each otherwise.
      context.dispatch((Runnable) this::read);
    }
  }

  private void read() {
    loop.run();
    wait.close();
    thread.end();
    ended.complete();
  }
}
