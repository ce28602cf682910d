package dev.qbipc.fuse.channel;

import java.util.concurrent.TimeUnit;

/** Waits for the end of threads, which a descriptor must not be closed before. */
final class Ending {

  private Ending() {}

  /**
   * Waits, also on a thread that is interrupted meanwhile, or has been.
   *
   * @param deadline as {@link System#nanoTime} has it
   * @return false if the thread still runs, or is this one
   */
  static boolean await(Thread thread, long deadline) {
    boolean interrupted = false;
    long rest = deadline - System.nanoTime();
    while (thread != Thread.currentThread() && thread.isAlive() && rest > 0) {
      try {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(rest)));
      } catch (InterruptedException e) {
        interrupted = true;
      }
      rest = deadline - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
