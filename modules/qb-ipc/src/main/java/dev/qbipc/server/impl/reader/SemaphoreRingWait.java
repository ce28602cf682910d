package dev.qbipc.server.impl.reader;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.Futex;
import dev.qbipc.linux.memory.WakeWord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Sleeps on kernels without {@code futex_waitv}: a thread per connection waits on its semaphore and
 * wakes the reader.
 *
 * <p>These are not worker threads of Vert.x, because they wait for as long as a client is quiet:
 * its pools keep every thread and warn of those that block.
 *
 * <p>The wait is the kernel's part of {@code sem_wait} only; the C library's would kill the JVM
 * when the client truncates the file.
 */
public final class SemaphoreRingWait implements RingWait {

  private static final int NOTHING_POSTED = 0;
  private static final long RETRY_WAKE_MILLIS = 1;

  /** A thread whose semaphore was truncated away can not be woken; it looks by itself. */
  private static final long LOOK_BY_ITSELF_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String threadName;
  private final Map<ReaderClient, Waiter> waiters = new HashMap<>();
  private WakeWord readersWakeWord;

  /**
   * @param threadName what the names of the threads begin with
   */
  public SemaphoreRingWait(String threadName) {
    this.threadName = threadName;
  }

  @Override
  public int capacity() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void added(ReaderClient connection) {
    waiters.put(connection, null);
  }

  @Override
  public void removed(ReaderClient connection) {
    var waiter = waiters.remove(connection);
    if (waiter != null) {
      waiter.end();
    }
  }

  @Override
  public boolean await(WakeWord wakeWord, List<ReaderClient> connections, long timeoutNanos) {
    readersWakeWord = wakeWord;
    boolean intact = true;
    for (int i = 0; i < connections.size(); i++) {
      var connection = connections.get(i);
      if (connection.isOpen()) {
        intact &= waiterOf(connection).watch();
      }
    }
    if (intact) {
      Futex.await(wakeWord.address(), WakeWord.ARMED, timeoutNanos);
    }
    return intact;
  }

  private Waiter waiterOf(ReaderClient connection) {
    return waiters.compute(
        connection, (key, waiter) -> waiter != null ? waiter : new Waiter(connection));
  }

  @Override
  public void close() {
    // The threads ended with their connections.
  }

  /** The thread that waits on one semaphore. */
  private final class Waiter {

    private final long semaphore;
    private final Semaphore turns = new Semaphore(0);
    private final Thread thread;
    private volatile boolean watching;
    private volatile boolean truncated;
    private volatile boolean ending;

    Waiter(ReaderClient connection) {
      semaphore = connection.semaphore();
      thread = new Thread(this::run, threadName + connection.id());
      thread.setDaemon(true);
      thread.start();
    }

    /** Makes the thread wait for the next request, if it does not do so already. */
    boolean watch() {
      if (!watching && !truncated) {
        watching = true;
        turns.release();
      }
      return !truncated;
    }

    private void run() {
      var wakeWord = readersWakeWord;
      while (true) {
        turns.acquireUninterruptibly();
        if (ending) {
          break;
        }
        int errno;
        do {
          errno = Futex.await(semaphore, NOTHING_POSTED, LOOK_BY_ITSELF_NANOS);
        } while (errno == Errno.ETIMEDOUT && !ending);
        truncated = errno == Errno.EFAULT;
        watching = false;
        wakeWord.wake();
      }
    }

    /**
     * Ends the thread. When this returns, the thread is gone, or else the semaphore is, and the
     * thread follows: the kernel keeps it asleep without looking at the address again.
     */
    void end() {
      ending = true;
      turns.release();
      boolean interrupted = false;
      while (thread.isAlive() && Futex.wake(semaphore)) {
        try {
          thread.join(RETRY_WAKE_MILLIS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
