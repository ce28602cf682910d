package dev.qbipc.server.impl;

import dev.qbipc.os.WakeWord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.WorkerPool;
import io.vertx.core.spi.VertxThreadFactory;
import io.vertx.core.spi.metrics.PoolMetrics;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the request rings of some connections: a worker pool of one thread whose idle wait is the
 * wait on their semaphores (design, step 2).
 *
 * <p>Being the pool, it also runs the operation verticles that are deployed on it, so a request is
 * read, dispatched over the event bus, handled and answered without leaving this thread. Tasks are
 * queued, never run in place: Vert.x adds a context's task after it has asked for its runner.
 */
final class RingReader extends AbstractExecutorService implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(RingReader.class);

  /** Requests of one connection that are taken before another connection is looked at. */
  private static final int MOST_REQUESTS_PER_ROUND = 16;

  /** Rounds after which a busy reader tries again to send what clients have no room for. */
  private static final int ROUNDS_PER_RETRY = 64;

  private static final long FOREVER = -1;
  private static final long FIRST_RETRY_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long LAST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final int index;
  private final String name;
  private final Spin spin;
  private final ReaderPriority priority;
  private long now = System.nanoTime();
  private final ReaderLoad load = new ReaderLoad(now);
  private final ReaderConnections connections = new ReaderConnections();
  private final UnsentConnections unsent = new UnsentConnections();
  private final RingWait wait;
  private final WakeWord wakeWord = new WakeWord();
  private final ReaderTasks tasks = new ReaderTasks();
  private final AtomicLong rounds = new AtomicLong();
  private final AtomicInteger connectionCount = new AtomicInteger();
  private final WorkerPool pool;
  private final ContextInternal context;

  /** Completed on an event loop: on this thread nothing that follows would ever run. */
  private final Promise<Void> ended;

  private Thread thread;
  private long round;
  private long retryNanos = FIRST_RETRY_NANOS;

  private volatile boolean asleep;
  private volatile boolean shutdown;
  private volatile boolean terminated;

  RingReader(
      VertxInternal vertx,
      int index,
      String name,
      Spin spin,
      ReaderPriority priority,
      RingWait wait) {
    this.index = index;
    this.name = name;
    this.spin = spin;
    this.priority = priority;
    this.wait = wait;
    this.pool = new WorkerPool(this, metrics(vertx, name));
    this.ended = vertx.createEventLoopContext().promise();
    this.context = ReaderContext.of(vertx.createEventLoopContext(), this);
  }

  /**
   * What measures the pool, of which requests are no tasks: deployments are. Made as Vert.x does it
   * for its own pools; its way to wrap an executor gives no name, which Micrometer does not take.
   */
  private static PoolMetrics<?, ?> metrics(VertxInternal vertx, String name) {
    var metrics = vertx.metrics();
    return metrics == null ? null : metrics.createPoolMetrics("worker", name, 1);
  }

  int index() {
    return index;
  }

  /** This reader as Vert.x knows it. */
  WorkerPool pool() {
    return pool;
  }

  /** The name of the worker pool that this reader is. */
  String name() {
    return name;
  }

  /** How often the rings were looked at; stands still while the reader sleeps or is stuck. */
  long rounds() {
    return rounds.get();
  }

  /** Connections that are this reader's, watched or not; new ones go where there are fewest. */
  int connectionCount() {
    return connectionCount.get();
  }

  void countConnection(int change) {
    connectionCount.addAndGet(change);
  }

  boolean isAsleep() {
    return asleep;
  }

  /** Completes when the reader looks at nothing any more. */
  Future<Void> ended() {
    return ended.future();
  }

  /** The time when the rings were last looked at, about. The reader's thread only. */
  long now() {
    return now;
  }

  /** The time. The reader's thread only. */
  long readClock() {
    now = System.nanoTime();
    return now;
  }

  boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  /** Starts to read, on a thread of Vert.x's that may be busy for as long as it likes. */
  void start() {
    thread =
        VertxThreadFactory.INSTANCE.newVertxThread(
            this, name, true, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    thread.start();
  }

  // ---- connections, on the reader's thread ---------------------------------------------------

  void add(ServerConnection connection) {
    connections.add(connection);
    wait.added(connection);
  }

  void remove(ServerConnection connection) {
    unsent.remove(connection);
    if (connections.remove(connection)) {
      wait.removed(connection);
    }
  }

  /** Has something sent again and again until the client has room for it. */
  void addUnsent(ServerConnection connection) {
    unsent.add(connection);
  }

  /** Counts requests in or out that operations are busy with. */
  void countInFlight(int change) {
    connections.countInFlight(change);
  }

  // ---- the loop ------------------------------------------------------------------------------

  @Override
  public void run() {
    // A fault that skips its handlers (see PendingFault) ends a task, and not the reader.
    while (!terminated) {
      // All of it is one long task of a context: event-bus sends would make one each otherwise.
      context.dispatch((Runnable) this::read);
    }
  }

  private void read() {
    priority.begin();
    // Whose the fault was that ended the task before, if one did.
    connections.closeTruncated();
    boolean ended = false;
    // The JVM may deliver a fault at any step, those of a loop among them: all is inside the try.
    while (!ended) {
      try {
        readUntilEnd();
        ended = true;
      } catch (InternalError e) {
        // Whoever touches a mapping handles this; where it comes here all the same, the reader must
        // live for its other connections.
        if (!connections.handleFault()) {
          LOG.warn("{}: a client has truncated a ring, and restored it since", name, e);
        }
      } catch (OutOfMemoryError e) {
        LOG.error("{} ran out of memory", name, e);
      }
    }
    wait.close();
    terminated = true;
    runLastTasks();
    this.ended.complete();
  }

  private void readUntilEnd() {
    for (; !isAtEnd(); round++) {
      rounds.lazySet(round);
      readOnce();
    }
    connections.bringFaultsToLight();
  }

  private void readOnce() {
    if (!tasks.isEmpty()) {
      connections.bringFaultsToLight();
      tasks.run();
      spin.end();
    }
    if (round % ROUNDS_PER_RETRY == 0) {
      lookAtLoad();
      if (connections.bringFaultsToLight()) {
        unsent.send();
        connections.expire(now);
      }
    }
    if (connections.takeRequests(MOST_REQUESTS_PER_ROUND, round)) {
      spin.end();
      load.requestsFound();
    } else if (connections.isAnyTurnOver()) {
      // Its turn comes within microseconds.
      readClock();
    } else if (spin.isOver(readClock()) || !load.isBusy()) {
      sleep();
    } else {
      spin.pause(now);
    }
  }

  private void lookAtLoad() {
    load.look(now);
    priority.prefer(load.isBusy());
  }

  private boolean isAtEnd() {
    return shutdown && !connections.isAny();
  }

  private void sleep() {
    if (!connections.bringFaultsToLight()) {
      return;
    }
    // First, because a connection whose responses have all gone out is to be watched again.
    if (unsent.send()) {
      retryNanos = FIRST_RETRY_NANOS;
    }
    long timeout = connections.expire(now);
    if (!connections.prepareToSleep(wait)) {
      return;
    }
    if (unsent.isAny()) {
      // Nobody says when a client has read from a ring.
      timeout = Math.min(timeout, retryNanos);
      retryNanos = Math.min(retryNanos * 2, LAST_RETRY_NANOS);
    }
    if (timeout == ReaderConnections.NO_DEADLINE) {
      timeout = FOREVER;
    }
    lookAtLoad();
    wakeWord.arm();
    asleep = true;
    // Only what comes after arming wakes.
    boolean intact =
        !tasks.isEmpty() || isAtEnd() || wait.await(wakeWord, connections.watched(), timeout);
    asleep = false;
    readClock();
    wakeWord.disarm();
    // Undeploying an operation interrupts its thread, which is this one.
    Thread.interrupted();
    connections.lookAtAll();
    if (!intact) {
      connections.closeTruncated();
    }
  }

  // ---- the worker pool -----------------------------------------------------------------------

  @Override
  public void execute(Runnable task) {
    if (isCurrentThread()) {
      tasks.addOwn(task);
      return;
    }
    if (terminated) {
      throw new RejectedExecutionException(name + " has ended");
    }
    tasks.addOther(task);
    wakeWord.wake();
    if (terminated) {
      // It ended meanwhile, perhaps without having seen this task.
      runLastTasks();
    }
  }

  /** Runs what was given to the reader while it ended: on any thread, since none reads any more. */
  private void runLastTasks() {
    synchronized (tasks) {
      while (!tasks.isEmpty()) {
        tasks.run();
      }
    }
  }

  @Override
  public void shutdown() {
    shutdown = true;
    wakeWord.wake();
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return terminated;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    thread.join(unit.toMillis(timeout));
    return terminated;
  }
}
