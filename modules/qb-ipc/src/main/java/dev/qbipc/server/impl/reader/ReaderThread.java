package dev.qbipc.server.impl.reader;

import dev.qbipc.linux.memory.WakeWord;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader's thread as a worker pool of one thread: it runs the pool's tasks between polling the
 * rings. So operation verticles that are deployed on it run there, too, and a request is read,
 * dispatched over the event bus, handled and answered without leaving this thread.
 *
 * <p>Tasks are queued, never run in place: Vert.x adds a task of a context after it has submitted
 * the runner.
 */
public final class ReaderThread extends AbstractExecutorService {

  private static final Logger LOG = LoggerFactory.getLogger(ReaderThread.class);

  private final String name;
  private final Thread thread;
  private final Tasks tasks = new Tasks();
  private final WakeWord wakeWord = new WakeWord();
  private volatile boolean shutdown;
  private volatile boolean terminated;

  /**
   * @param reader what the thread does; Vert.x is told that it may be busy for as long as it likes
   */
  ReaderThread(String name, Runnable reader) {
    this.name = name;
    thread = VertxInternals.newThread(name, reader);
  }

  void start() {
    thread.start();
  }

  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  // ---- for the reader, on its thread ---------------------------------------------------------

  /** Woken by tasks and by {@link #shutdown()}, while it is armed. */
  WakeWord wakeWord() {
    return wakeWord;
  }

  boolean hasTasks() {
    return !tasks.isEmpty();
  }

  void runTasks() {
    tasks.run();
  }

  /** Says that the reader reads no more, and runs what was given to it until now. */
  void end() {
    terminated = true;
    runLastTasks();
  }

  // ---- the worker pool, for any thread -------------------------------------------------------

  @Override
  public void execute(Runnable task) {
    if (isCurrent()) {
      tasks.addOwn(task);
      return;
    }
    if (terminated) {
      throw new RejectedExecutionException(name + " has ended");
    }
    add(task);
  }

  /** As {@link #execute}, but on the calling thread if the reader has ended. */
  public void executeAnyway(Runnable task) {
    if (isCurrent()) {
      tasks.addOwn(task);
    } else {
      add(task);
    }
  }

  private void add(Runnable task) {
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

  /**
   * What a reader has to run beside its rings: what its own contexts put off, and what other
   * threads want of it.
   */
  static final class Tasks {

    /** Tasks of each kind that are run before the rings are looked at again. */
    private static final int MAX_AT_ONCE = 256;

    /**
     * No other is begun after so long: to unmap a connection's rings takes a millisecond or more.
     */
    private static final long NANOS_AT_ONCE = TimeUnit.MILLISECONDS.toNanos(1);

    private final Queue<Runnable> own = new ArrayDeque<>();
    private final Queue<Runnable> others = VertxInternals.newMpscQueue();

    /** Adds a task. The reader's thread only. */
    void addOwn(Runnable task) {
      own.add(task);
    }

    /** Adds a task. Any thread may call it, and has to wake the reader then. */
    void addOther(Runnable task) {
      others.add(task);
    }

    /**
     * Whether there is nothing to run. One thread at a time, the reader's while it reads; as below.
     */
    boolean isEmpty() {
      return own.isEmpty() && others.isEmpty();
    }

    /**
     * Runs what is there, up to a bound. A flood of requests does not keep other threads waiting,
     * nor do the ends of hundreds of connections at once keep requests waiting.
     */
    void run() {
      run(others);
      run(own);
    }

    private static void run(Queue<Runnable> tasks) {
      long begun = System.nanoTime();
      for (int count = 0; count < MAX_AT_ONCE; count++) {
        Runnable task = tasks.poll();
        if (task == null) {
          return;
        }
        try {
          task.run();
        } catch (RuntimeException | LinkageError | AssertionError e) {
          LOG.error("a task of {} failed", Thread.currentThread().getName(), e);
        }
        if (System.nanoTime() - begun >= NANOS_AT_ONCE) {
          return;
        }
      }
    }
  }
}
