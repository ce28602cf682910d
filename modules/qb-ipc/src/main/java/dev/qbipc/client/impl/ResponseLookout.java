package dev.qbipc.client.impl;

import dev.qbipc.client.impl.ResponseWait.Pending;
import java.util.concurrent.TimeUnit;

/**
 * Finds a client's next response, of which the server tells by the ring's semaphore alone
 * (protocol, section 4). Belongs to the event loop.
 *
 * <p>Most responses come within microseconds of their request, before any thread that sleeps would
 * be awake. So for a short time it looks again and again, as a task of the event loop that lets all
 * others run in between, and now and then its channels and timers, too; after that the wait is left
 * to a {@link ResponseWait}, which costs a wake-up more. After a short time in vain the next
 * request goes without, after another the next two, and so on up to 64, until a response comes
 * within it again.
 */
final class ResponseLookout implements Pending {

  /** Longer than a fast server takes, and too short to be noticed on an event loop. */
  private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** After so long, a server that waits for this core is let on it. */
  private static final long YIELD_NANOS = TimeUnit.MICROSECONDS.toNanos(5);

  /** After so long without, the event loop gets a turn for its channels and timers. */
  private static final long TURN_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /** After so many short times in vain in a row, no more requests go without one than before. */
  private static final int MAX_MISSES = 7;

  private static final boolean CAN_SPIN = Runtime.getRuntime().availableProcessors() > 1;

  private final ClientLoop loop;
  private final MessageReader responses;
  private final ResponseWait wait;
  private final Runnable found;
  private final Runnable spin;
  private long since;
  private long yielded;
  private long turned;
  private boolean expecting;
  private boolean spinQueued;
  private boolean sleeping;

  /** How many short times in a row were in vain, and how many requests go without one now. */
  private int misses;

  private int skips;

  /**
   * @param responses where responses come from
   * @param wait to which long waits are left
   * @param found takes the response that is there
   */
  ResponseLookout(ClientLoop loop, MessageReader responses, ResponseWait wait, Runnable found) {
    this.loop = loop;
    this.responses = responses;
    this.wait = wait;
    this.found = found;
    this.spin = loop.task(this::spin);
  }

  /** Starts to poll for a response, in a separate task. */
  void begin() {
    expecting = true;
    since = System.nanoTime();
    yielded = since;
    spinLater(since);
  }

  private void spinLater(long now) {
    if (spinQueued) {
      return;
    }
    spinQueued = true;
    if (now - turned < TURN_NANOS) {
      loop.executeAgain(spin);
    } else {
      turned = now;
      loop.executeNextTurn(spin);
    }
  }

  private void spin() {
    spinQueued = false;
    if (!expecting || sleeping) {
      return;
    }
    if (!CAN_SPIN) {
      sleep();
    } else if (skips > 0) {
      skips--;
      sleep();
    } else if (!lookNow()) {
      spinOn(System.nanoTime());
    }
  }

  private void spinOn(long now) {
    if (now - since >= SPIN_NANOS) {
      misses = Math.min(misses + 1, MAX_MISSES);
      skips = 1 << misses - 1;
      sleep();
      return;
    }
    if (now - yielded >= YIELD_NANOS) {
      yielded = now;
      Thread.yield();
    }
    spinLater(now);
  }

  private void sleep() {
    sleeping = true;
    responses.setWaiting(true);
    // A response that came before the server saw that would not cause a wake-up.
    if (!lookNow()) {
      wait.await(this);
    }
  }

  @Override
  public void look() {
    if (sleeping && !lookNow()) {
      // Woken for nothing, or called for an earlier response.
      wait.cancel(this);
      wait.await(this);
    }
  }

  /**
   * Looks now, and has the response taken if it is there.
   *
   * @return whether it was
   */
  boolean lookNow() {
    if (!expecting || !responses.isPosted()) {
      return false;
    }
    if (System.nanoTime() - since < SPIN_NANOS) {
      misses = 0;
      skips = 0;
    }
    if (sleeping) {
      responses.setWaiting(false);
    }
    end();
    found.run();
    return true;
  }

  /** Stops to look. */
  void end() {
    expecting = false;
    if (sleeping) {
      sleeping = false;
      wait.cancel(this);
    }
  }

  @Override
  public ClientLoop loop() {
    return loop;
  }

  @Override
  public long semaphore() {
    return responses.semaphore();
  }

  @Override
  public long since() {
    return since;
  }
}
