package dev.qbipc.server.impl.reader;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a reader does in its rounds, one after another until it is shut down and its connections
 * have ended: it runs tasks, looks after what is overdue, takes requests, and waits if there are
 * none. Belongs to the reader's thread.
 */
final class ReaderLoop {

  /** After so long a busy reader tries again to send what clients have no room for. */
  private static final long BUSY_RETRY_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /**
   * Memory that has not been used for this long is released, if the reader did not sleep meanwhile.
   */
  private static final long TRIM_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ReaderThread thread;
  private final ReaderConnections connections;
  private final StalledConnections stalled;
  private final RequestTaker requests;
  private final ReaderSleep sleep;
  private final Spin spin;
  private final ReaderPriority priority;
  private final ReaderClock clock;
  private final ReaderFailures failures;
  private final ReaderLoad load;
  private final AtomicLong rounds = new AtomicLong();
  private long round;
  private long retried;
  private long trimmed;

  ReaderLoop(
      ReaderThread thread,
      ReaderConnections connections,
      StalledConnections stalled,
      RequestTaker requests,
      ReaderSleep sleep,
      Spin spin,
      ReaderPriority priority,
      ReaderClock clock,
      ReaderFailures failures) {
    this.thread = thread;
    this.connections = connections;
    this.stalled = stalled;
    this.requests = requests;
    this.sleep = sleep;
    this.spin = spin;
    this.priority = priority;
    this.clock = clock;
    this.failures = failures;
    load = new ReaderLoad(clock.now());
    retried = clock.now();
    trimmed = clock.now();
  }

  /** How many rounds there were. What was done before one happens before it is seen. Any thread. */
  long rounds() {
    return rounds.get();
  }

  /** Reads until the end. Call it again if a fault should get past it. */
  void run() {
    priority.begin();
    // Whose the fault was that got past it before, if one did.
    connections.closeTruncated();
    boolean ended = false;
    // The JVM may deliver a fault at any step, those of a loop among them: all is inside the try.
    while (!ended) {
      try {
        readUntilEnd();
        ended = true;
      } catch (InternalError e) {
        failures.faulted(e);
      } catch (OutOfMemoryError e) {
        failures.ranOutOfMemory(e);
      } catch (RuntimeException | LinkageError | AssertionError e) {
        failures.failed(e);
      }
    }
  }

  private void readUntilEnd() {
    for (; !sleep.isInVain(); round++) {
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
      lookAfterTheOverdue();
    }
    if (requests.takeRequests()) {
      spin.end();
      load.requestsFound();
    } else if (requests.hasScheduledWork()) {
      // There is something to do within microseconds, if only for other clients to begin. And
      // clients that wait for this core would run in each other's way: with a yield eight of them
      // make half as many requests.
      clock.read();
    } else if (spin.isOver(clock.read()) || !load.isBusy()) {
      lookAtLoad();
      sleep.sleep();
    } else {
      spin.pause(clock.now());
    }
  }

  private void lookAfterTheOverdue() {
    lookAtLoad();
    if (clock.now() - trimmed >= TRIM_NANOS) {
      trimmed = clock.now();
      connections.trimUnused();
    }
    if (connections.faults().surface()) {
      stalled.retry();
      connections.expire(clock.now());
    }
  }

  private void lookAtLoad() {
    load.look(clock.now());
    priority.prefer(load.isBusy());
  }
}
