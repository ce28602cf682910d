package dev.qbipc.fuse.channel;

/** Readers that are not needed for the moment. They sleep, and take no requests from the others. */
final class RestingReaders {

  /** Written by who holds the lock. */
  private volatile int resting;

  /** How many of them are called and have not woken up yet. */
  private int called;

  private boolean isEnding;

  /**
   * Rests until it is called.
   *
   * @param most how many may rest
   * @return whether it goes on to read: it leaves at the end, and if enough rest already
   */
  synchronized boolean rest(int most) {
    if (isEnding || resting >= most) {
      return false;
    }
    resting = resting + 1;
    try {
      while (called == 0 && !isEnding) {
        wait();
      }
      called -= called > 0 ? 1 : 0;
      return !isEnding;
    } catch (InterruptedException e) {
      return false; // nothing interrupts it: the thread is known only here
    } finally {
      resting = resting - 1;
    }
  }

  /** Whether none rests, which costs next to nothing to ask. */
  boolean isEmpty() {
    return resting == 0;
  }

  /** Calls one, if one rests. */
  synchronized boolean call() {
    boolean rests = resting > called;
    if (rests) {
      called++;
      notify();
    }
    return rests;
  }

  /** Calls all, and nobody rests any more. */
  synchronized void end() {
    isEnding = true;
    notifyAll();
  }
}
