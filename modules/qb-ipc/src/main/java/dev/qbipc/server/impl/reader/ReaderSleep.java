package dev.qbipc.server.impl.reader;

import java.util.concurrent.TimeUnit;

/**
 * A reader's sleep, while no client has a request: puts the connections in order for it, and ends
 * it in time for what is not announced. Belongs to the reader's thread.
 */
final class ReaderSleep {

  private static final long FOREVER = -1;
  private static final long FIRST_RETRY_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long LAST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final ReaderThread thread;
  private final ReaderConnections connections;
  private final StalledConnections stalled;
  private final RequestTaker requests;
  private final RingWait wait;
  private final ReaderClock clock;
  private long retryNanos = FIRST_RETRY_NANOS;
  private volatile boolean asleep;

  ReaderSleep(
      ReaderThread thread,
      ReaderConnections connections,
      StalledConnections stalled,
      RequestTaker requests,
      RingWait wait,
      ReaderClock clock) {
    this.thread = thread;
    this.connections = connections;
    this.stalled = stalled;
    this.requests = requests;
    this.wait = wait;
    this.clock = clock;
  }

  /** Whether the reader sleeps. What it did before happens before that is seen. Any thread. */
  boolean isOn() {
    return asleep;
  }

  /** Whether nothing will come that it could wait for. */
  boolean isInVain() {
    return thread.isShutdown() && !connections.isAny();
  }

  /** Sleeps until there is something to do, unless there is already. */
  void sleep() {
    if (!connections.faults().surface()) {
      return;
    }
    // First, because a connection whose responses have all gone out is to be watched again.
    if (stalled.retry()) {
      retryNanos = FIRST_RETRY_NANOS;
    }
    long deadline = connections.expire(clock.now());
    connections.prepareToSleep();
    requests.reset();
    if (!connections.parkSurplus(wait)) {
      requests.lookAtAll();
      return;
    }
    if (!await(timeout(deadline))) {
      connections.closeTruncated();
    }
    clock.read();
  }

  /**
   * How long to sleep at the most.
   *
   * @param deadline nanoseconds until the next one of a request
   */
  private long timeout(long deadline) {
    if (!stalled.isAny()) {
      return deadline == ReaderClient.NO_DEADLINE ? FOREVER : deadline;
    }
    // It is not announced when a client has read from a ring.
    long timeout = Math.min(deadline, retryNanos);
    retryNanos = Math.min(retryNanos * 2, LAST_RETRY_NANOS);
    return timeout;
  }

  private boolean await(long timeout) {
    var wakeWord = thread.wakeWord();
    wakeWord.arm();
    asleep = true;
    try {
      // Only what comes after arming wakes.
      return thread.hasTasks()
          || isInVain()
          || wait.await(wakeWord, connections.watched(), timeout);
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
