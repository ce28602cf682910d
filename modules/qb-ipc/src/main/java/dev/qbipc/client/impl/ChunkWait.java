package dev.qbipc.client.impl;

import dev.qbipc.linux.memory.Futex;
import dev.qbipc.linux.memory.FutexSet;
import dev.qbipc.linux.memory.WakeWord;
import dev.qbipc.ring.ChunkReader;

/**
 * Sleeps until the server posts a chunk. Belongs to the client's thread, except {@link
 * #interrupt()}.
 *
 * <p>It sleeps on two words at once, the ring's semaphore and one of our own, so that an interrupt
 * is neither lost nor late, and nobody wakes up to look for one. A kernel older than 5.16 cannot do
 * that; there it sleeps in slices short enough for a person who waits for the end.
 */
final class ChunkWait {

  private static final long OLD_KERNEL_SLICE_NANOS = 50_000_000;

  private final boolean twoWords;
  private final FutexSet words = new FutexSet();
  private final WakeWord interruption = new WakeWord();
  private volatile boolean interrupted;

  /**
   * @param twoWords whether to sleep on two words at once, which the kernel has to be able to
   */
  ChunkWait(boolean twoWords) {
    this.twoWords = twoWords;
  }

  /**
   * Waits for a chunk.
   *
   * @param timeoutNanos nanoseconds; 0 only looks
   * @return whether a chunk is posted; false when the time is over or after an interrupt
   */
  boolean await(ChunkReader reader, long timeoutNanos) {
    boolean posted = reader.isPosted();
    if (posted || timeoutNanos == 0) {
      return posted;
    }
    long end = System.nanoTime() + timeoutNanos;
    reader.setWaiting(true);
    interruption.arm();
    try {
      long remaining = timeoutNanos;
      while (!reader.isPosted() && !interrupted && remaining > 0) {
        // Whatever ended the sleep, the words are looked at again: a truncated ring shows there.
        sleep(reader.semaphore(), remaining);
        remaining = end - System.nanoTime();
      }
    } finally {
      interruption.disarm();
      reader.setWaiting(false);
    }
    return reader.isPosted();
  }

  private void sleep(long semaphore, long timeoutNanos) {
    if (twoWords) {
      words.clear();
      words.add(semaphore, 0);
      words.add(interruption.address(), WakeWord.ARMED);
      words.await(timeoutNanos);
    } else {
      Futex.await(semaphore, 0, Math.min(timeoutNanos, OLD_KERNEL_SLICE_NANOS));
    }
  }

  /** Ends the wait that is under way, and all later ones. Any thread may call it. */
  void interrupt() {
    interrupted = true;
    interruption.wake();
  }
}
