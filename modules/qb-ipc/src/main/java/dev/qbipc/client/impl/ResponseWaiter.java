package dev.qbipc.client.impl;

import dev.qbipc.client.impl.ResponseWait.Pending;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.Futex;
import dev.qbipc.linux.memory.FutexSet;
import dev.qbipc.linux.memory.WakeWord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A thread that sleeps on the semaphores of up to 127 responses at once, and tells a client's event
 * loop when its own is raised. It touches no memory of a server but through the kernel, so it may
 * hold an address a moment longer than its mapping: the kernel answers EFAULT, or wakes it for
 * nothing.
 *
 * <p>That no response is missed that comes while it falls asleep, jcstress shows
 * (ResponseWaiterStress).
 */
final class ResponseWaiter {

  private static final int NOT_RAISED = 0;
  private static final long NO_LIMIT = -1;

  /**
   * How long a sleep lasts before a check for the one event that does not wake it: a truncated
   * semaphore.
   */
  private static final long LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(2);

  // One place is the wake word's.
  private static final int CAPACITY = FutexSet.CAPACITY - 1;

  private final WakeWord wakeWord = new WakeWord();
  private final List<Pending> pending = new ArrayList<>();
  private boolean changed = true;
  private boolean ended;

  /**
   * Starts the thread.
   *
   * @param name of the thread
   */
  ResponseWaiter(String name) {
    // Not one of Vert.x's: waiting is its work, and it outlives any single client.
    var thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Adds a response to wait for, unless there is no room for it. */
  synchronized boolean add(Pending response) {
    if (pending.size() == CAPACITY) {
      return false;
    }
    pending.add(response);
    changed = true;
    wakeWord.wake();
    return true;
  }

  /** Waits for it no longer, if it did. */
  synchronized void remove(Pending response) {
    if (pending.remove(response)) {
      changed = true;
      wakeWord.wake();
    }
  }

  /** Ends the thread. */
  synchronized void end() {
    ended = true;
    wakeWord.wake();
  }

  private void run() {
    var futexes = new FutexSet();
    List<Pending> watched = new ArrayList<>();
    boolean looked = true;
    while (true) {
      wakeWord.arm();
      synchronized (this) {
        if (ended) {
          return;
        }
        if (changed) {
          changed = false;
          watched.clear();
          watched.addAll(pending);
          futexes.clear();
          futexes.add(wakeWord.address(), WakeWord.ARMED);
          watched.forEach(response -> futexes.add(response.semaphore(), NOT_RAISED));
        }
      }
      futexes.await(watched.isEmpty() ? NO_LIMIT : LIVENESS_NANOS);
      // Called for a change alone, most likely; but calls without end must not hide a response.
      boolean called = !wakeWord.disarm();
      looked = !called || !looked;
      if (looked) {
        tellRaised(watched);
      }
    }
  }

  /** The kernel does not say which it was, and more may have followed. */
  private void tellRaised(List<Pending> watched) {
    for (Pending response : watched) {
      if (Futex.await(response.semaphore(), NOT_RAISED, 0) != Errno.ETIMEDOUT) {
        tell(response);
      }
    }
  }

  private void tell(Pending response) {
    synchronized (this) {
      if (!pending.remove(response)) {
        return;
      }
      changed = true;
    }
    try {
      response.loop().execute(response::look);
    } catch (RejectedExecutionException e) {
      // Vert.x has ended, and its clients with it.
    }
  }
}
