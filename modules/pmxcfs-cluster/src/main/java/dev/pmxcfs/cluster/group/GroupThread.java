package dev.pmxcfs.cluster.group;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a group: does what it is given in the order in which it is given, says when there
 * is no more for the moment, and how time passes. What blocks it, as a disk does, makes those who
 * have come meanwhile wait together, and be served together. Any thread may call the methods.
 */
public final class GroupThread {

  private static final Logger LOG = LoggerFactory.getLogger(GroupThread.class);

  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** As long as leaving waits for the others, who find out by themselves, too; and as an end. */
  public static final long END_MILLIS = 3_000;

  private final Thread thread;
  private ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean isEnding;

  /** Of the thread alone. */
  private ArrayDeque<Runnable> ready = new ArrayDeque<>();

  /** Why the group is to be left for good, until it is; of the thread alone. */
  private Error failure;

  /** After what time the machine is told again that there is nothing more. */
  private long restMillis;

  /** Null before there is one. */
  private volatile StateMachine<?> machine;

  /**
   * Starts the thread, a daemon.
   *
   * @param name the thread's
   */
  public GroupThread(String name) {
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Has a state machine know from now on when there is nothing more, and how time passes. */
  public void drive(StateMachine<?> driven) {
    machine = driven;
  }

  /** Has the machine join its group, and stay in it until it is to leave. */
  public void join() {
    execute(machine::start);
  }

  /** Has the machine leave its group. Blocks for some seconds at most. */
  public void leave() {
    try {
      var left = new CountDownLatch(1);
      boolean isTaken = execute(() -> machine.stop(left::countDown));
      if (isTaken && !left.await(END_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "{}: corosync does not let go of it; the others will see it go later",
            machine.groupName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How the group fares; completes on the thread, which must not be blocked. */
  public CompletionStage<GroupStatus> status() {
    var asked = new CompletableFuture<GroupStatus>();
    if (!execute(() -> asked.complete(machine.status()))) {
      asked.completeExceptionally(new IllegalStateException("the group is closed"));
    }
    return asked;
  }

  /**
   * Has something done. Whoever gives it may rely on the order; it is for them to bound how much
   * waits.
   *
   * @return false if the thread is ending, and nothing is taken any more
   */
  public synchronized boolean execute(Runnable task) {
    if (isEnding) {
      return false;
    }
    waiting.add(task);
    if (waiting.size() == 1) {
      notifyAll();
    }
    return true;
  }

  private void run() {
    long tick = System.nanoTime() + TICK_NANOS;
    long rest = tick;
    while (take(rest)) {
      while (!ready.isEmpty()) {
        guarded(ready.remove());
        leaveIfFailed();
      }
      if (tick - System.nanoTime() <= 0) {
        tick = System.nanoTime() + TICK_NANOS;
        guarded(this::tick);
      }
      rest = tick;
      if (!hasMore()) {
        restMillis = Application.NOTHING;
        guarded(this::idle);
        rest = earlier(tick, restMillis);
      }
      leaveIfFailed();
    }
  }

  private void tick() {
    if (machine != null) {
      machine.tick();
    }
  }

  private void idle() {
    if (machine != null) {
      restMillis = machine.idle();
    }
  }

  private static long earlier(long tick, long millis) {
    long left = tick - System.nanoTime();
    boolean isBefore = millis < TimeUnit.NANOSECONDS.toMillis(left);
    return isBefore ? System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis) : tick;
  }

  /** Takes all that waits, when something does or the time has come; false at the end. */
  private synchronized boolean take(long until) {
    try {
      long millis = millisUntil(until);
      while (waiting.isEmpty() && !isEnding && millis > 0) {
        wait(millis);
        millis = millisUntil(until);
      }
    } catch (InterruptedException e) {
      isEnding = true; // nothing interrupts it: the thread is known only here
    }
    ArrayDeque<Runnable> taken = waiting;
    waiting = ready;
    ready = taken;
    return !(ready.isEmpty() && isEnding);
  }

  /** Not 0 as long as there is time. */
  private static long millisUntil(long nanos) {
    long left = nanos - System.nanoTime();
    return left <= 0 ? 0 : 1 + TimeUnit.NANOSECONDS.toMillis(left);
  }

  private synchronized boolean hasMore() {
    return !waiting.isEmpty();
  }

  /**
   * One that fails is not to take the others with it. Without the thread everybody in the cluster
   * would wait for this member.
   */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      tell("a fault of this program", e);
    } catch (Error e) {
      failure = e;
    }
  }

  /**
   * What has failed the machine may fail this, too, as the lack of memory does: then it is tried
   * again when more is to be done, or with the next second.
   */
  private void leaveIfFailed() {
    if (failure == null) {
      return;
    }
    try {
      if (machine != null) {
        machine.fail(failure);
      }
      failure = null;
    } catch (RuntimeException | Error e) {
      tell("the machine has failed on leaving it", e);
    }
  }

  /** The log may fail with the machine, and is not worth the thread. */
  private void tell(String what, Throwable why) {
    try {
      LOG.error("a group of the cluster: {}", what, why);
    } catch (RuntimeException | Error e) {
      failure = failure == null && e instanceof Error error ? error : failure;
    }
  }

  /**
   * Takes nothing any more, and waits until all that was taken is done.
   *
   * @return false if that has taken longer
   */
  public boolean end(long millis) throws InterruptedException {
    synchronized (this) {
      isEnding = true;
      notifyAll();
    }
    thread.join(millis);
    return !thread.isAlive();
  }
}
