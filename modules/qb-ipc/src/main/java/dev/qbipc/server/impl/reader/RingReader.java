package dev.qbipc.server.impl.reader;

import dev.qbipc.linux.memory.PendingFault;
import dev.qbipc.server.Scheduling;
import dev.qbipc.server.impl.bus.DeliveryExecutor;
import dev.qbipc.server.impl.bus.ReaderContext;
import dev.qbipc.server.impl.limits.LogLimit;
import dev.qbipc.server.impl.limits.ProtectionCounters;
import dev.qbipc.server.impl.limits.ProtectionCounters.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the request rings of some connections, on the one thread of a worker pool whose idle wait
 * is the wait on their semaphores (design, section 2.2).
 */
public final class RingReader {

  private static final Logger LOG = LoggerFactory.getLogger(RingReader.class);

  /** After so long a busy reader tries again to send what clients have no room for. */
  private static final long BUSY_RETRY_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /**
   * Memory that has not been used for this long is released, if the reader did not sleep meanwhile.
   */
  private static final long TRIM_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long FOREVER = -1;
  private static final long FIRST_RETRY_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long LAST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final int index;
  private final String name;
  private final Spin spin;
  private final ReaderPriority priority;
  private final ReaderClock clock = new ReaderClock();
  private final ReaderLoad load = new ReaderLoad(clock.now());
  private final ReaderConnections connections = new ReaderConnections();
  private final RequestTaker requests;
  private final StalledConnections stalled = new StalledConnections();
  private final RingWait wait;
  private final AtomicLong rounds = new AtomicLong();
  private final AtomicInteger connectionCount = new AtomicInteger();
  private final ReaderThread thread;
  private final DeliveryExecutor executor;
  private final ContextInternal context;
  private final ProtectionCounters protection;
  private final FailurePause failurePause = new FailurePause();

  /** Completed on an event loop: on this thread nothing that follows would ever run. */
  private final Promise<Void> ended;

  private long round;
  private long retried = clock.now();
  private long trimmed = clock.now();
  private long retryNanos = FIRST_RETRY_NANOS;

  private volatile boolean asleep;

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
    this.requests = new RequestTaker(connections, scheduling, clock);
    this.spin = spin;
    this.priority = priority;
    this.wait = wait;
    this.protection = protection;
    this.thread = new ReaderThread(name, this::run);
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
    return rounds.get();
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
    return asleep;
  }

  /** Completes when the reader has ended. */
  public Future<Void> ended() {
    return ended.future();
  }

  /** The time as this reader knows it. The reader's thread only. */
  public ReaderClock clock() {
    return clock;
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

  // ---- the loop ------------------------------------------------------------------------------

  private void run() {
    // A fault that skips its handlers (see PendingFault) ends a task, and not the reader.
    while (!thread.isTerminated()) {
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
        // Code that touches a mapping handles this; if it gets here all the same, the reader has to
        // live on for its other connections.
        if (!connections.faults().attribute()) {
          if (protection.permitsLine(Event.RING_RESTORED, LogLimit.ANY_USER)) {
            LOG.warn("{}: a client has truncated a ring, and restored it since", name, e);
          }
        }
      } catch (OutOfMemoryError e) {
        if (protection.permitsLine(Event.OUT_OF_MEMORY, LogLimit.ANY_USER)) {
          LOG.error("{} ran out of memory", name, e);
        }
      } catch (RuntimeException | LinkageError | AssertionError e) {
        if (protection.count(Event.READER_FAILURE, LogLimit.ANY_USER)) {
          LOG.error("{} failed; it goes on with its connections", name, e);
        }
        failurePause.pause();
      }
    }
    wait.close();
    thread.end();
    this.ended.complete();
  }

  private void readUntilEnd() {
    for (; !isAtEnd(); round++) {
      rounds.lazySet(round);
      readOnce();
    }
    connections.faults().surface();
  }

  private void readOnce() {
    if (thread.hasTasks()) {
      connections.faults().surface();
      thread.runTasks();
      spin.end();
      clock.read();
    }
    clock.beginRound();
    if (clock.now() - retried >= BUSY_RETRY_NANOS || requests.isTimeShort()) {
      retried = clock.now();
      lookAtLoad();
      trim();
      if (connections.faults().surface()) {
        stalled.retry();
        connections.expire(clock.now());
      }
    }
    if (requests.takeRequests()) {
      spin.end();
      load.requestsFound();
    } else if (requests.hasScheduledWork()) {
      // There is something to do within microseconds, if only for other clients to begin. And
      // clients
      // that wait for this core would run in each other's way: with a yield eight of them make half
      // as many requests.
      clock.read();
    } else if (spin.isOver(clock.read()) || !load.isBusy()) {
      sleep();
    } else {
      spin.pause(clock.now());
    }
  }

  private void lookAtLoad() {
    load.look(clock.now());
    priority.prefer(load.isBusy());
  }

  private void trim() {
    if (clock.now() - trimmed >= TRIM_NANOS) {
      trimmed = clock.now();
      connections.trimUnused();
    }
  }

  private boolean isAtEnd() {
    return thread.isShutdown() && !connections.isAny();
  }

  private void sleep() {
    if (!connections.faults().surface()) {
      return;
    }
    // First, because a connection whose responses have all gone out is to be watched again.
    if (stalled.retry()) {
      retryNanos = FIRST_RETRY_NANOS;
    }
    long timeout = connections.expire(clock.now());
    connections.prepareToSleep();
    requests.reset();
    if (!connections.parkSurplus(wait)) {
      requests.lookAtAll();
      return;
    }
    if (stalled.isAny()) {
      // It is not announced when a client has read from a ring.
      timeout = Math.min(timeout, retryNanos);
      retryNanos = Math.min(retryNanos * 2, LAST_RETRY_NANOS);
    }
    if (timeout == ReaderClient.NO_DEADLINE) {
      timeout = FOREVER;
    }
    lookAtLoad();
    if (!await(timeout)) {
      connections.closeTruncated();
    }
    clock.read();
  }

  private boolean await(long timeout) {
    var wakeWord = thread.wakeWord();
    wakeWord.arm();
    asleep = true;
    try {
      // Only what comes after arming wakes.
      return thread.hasTasks() || isAtEnd() || wait.await(wakeWord, connections.watched(), timeout);
    } finally {
      // Also after a fault: a reader that seems to sleep has its clients' bytes left to it.
      asleep = false;
      wakeWord.disarm();
      // Undeploying an operation interrupts its thread, which is this one.
      Thread.interrupted();
      requests.lookAtAll();
    }
  }
}
