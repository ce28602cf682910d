package dev.pmxcfs.cluster.group;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
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

  private static final long TICK_MILLIS = 1_000;

  /** As long as leaving waits for the others, who find out by themselves, too; and as an end. */
  public static final long END_MILLIS = 3_000;

  private final ScheduledExecutorService executor;
  private final Future<?> ticking;
  private ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  /** Whether the thread is about to do what waits. */
  private boolean isCalled;

  private boolean isEnding;

  /** Of the thread alone. */
  private ArrayDeque<Runnable> ready = new ArrayDeque<>();

  /** Why the group is to be left for good, until it is; of the thread alone. */
  private Error failure;

  /** Whether all is done, and nobody else is to be disturbed; of the thread alone. */
  private boolean isEnded;

  /** Whether the thread will find out by itself that there is nothing more; of it alone. */
  private boolean isTimed;

  /** Null before there is one. */
  private volatile StateMachine<?> machine;

  /**
   * @param executor of one thread, which may do other things besides that take no time
   */
  public GroupThread(ScheduledExecutorService executor) {
    this.executor = executor;
    ticking =
        executor.scheduleWithFixedDelay(
            this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
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
   * @return false if the thread is ending or has ended, and nothing is taken any more
   */
  public boolean execute(Runnable task) {
    synchronized (this) {
      if (isEnding) {
        return false;
      }
      waiting.add(task);
      if (isCalled) {
        return true;
      }
      isCalled = true;
    }
    try {
      executor.execute(this::run);
      return true;
    } catch (RejectedExecutionException e) {
      forget(task);
      return false;
    } catch (RuntimeException | Error e) {
      forget(task);
      throw e;
    }
  }

  /**
   * The thread could not be called; what others have given meanwhile is done with the next call.
   */
  private synchronized void forget(Runnable task) {
    isCalled = false;
    waiting.removeLastOccurrence(task);
  }

  /** Does what waits. If more has come by then, that waits for what else the thread has to do. */
  private void run() {
    if (isEnded) {
      return;
    }
    do {
      doWhatWaits();
      if (!hasMore()) {
        guarded(this::idle);
        leaveIfFailed();
        return;
      }
    } while (!isCalledAgain());
  }

  private void doWhatWaits() {
    take();
    while (!ready.isEmpty()) {
      guarded(ready.remove());
      leaveIfFailed();
    }
  }

  private boolean isCalledAgain() {
    try {
      executor.execute(this::run);
      return true;
    } catch (RuntimeException | Error e) {
      tell("nothing else is done before what waits, since the thread cannot be called", e);
      return false;
    }
  }

  private synchronized void take() {
    ArrayDeque<Runnable> taken = waiting;
    waiting = ready;
    ready = taken;
  }

  private synchronized boolean hasMore() {
    isCalled = !waiting.isEmpty();
    return isCalled;
  }

  private void tick() {
    if (isLeftWaiting()) {
      run();
    }
    if (machine != null) {
      guarded(machine::tick);
      leaveIfFailed();
    }
  }

  /** Whether there is something for which the thread could not be called. */
  private synchronized boolean isLeftWaiting() {
    return !isCalled && !waiting.isEmpty();
  }

  private void idle() {
    if (machine != null) {
      long millis = machine.idle();
      if (millis != Application.NOTHING && !isTimed) {
        executor.schedule(this::rested, millis, TimeUnit.MILLISECONDS);
        isTimed = true;
      }
    }
  }

  private void rested() {
    isTimed = false;
    if (isEnded) {
      return;
    }
    guarded(this::idle);
    leaveIfFailed();
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
   * Takes nothing any more, and waits until all that was taken is done. If the executor has been
   * shut down, its thread is waited for, and the caller does what is left.
   *
   * @return false if that has taken longer
   */
  public boolean end(long millis) throws InterruptedException {
    var done = new CountDownLatch(1);
    synchronized (this) {
      isEnding = true;
    }
    ticking.cancel(false);
    try {
      executor.execute(() -> finish(done));
      return done.await(millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      if (!executor.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
        return false;
      }
      finish(done);
      return true;
    }
  }

  private void finish(CountDownLatch done) {
    while (hasMore()) {
      doWhatWaits();
    }
    isEnded = true;
    done.countDown();
  }
}
