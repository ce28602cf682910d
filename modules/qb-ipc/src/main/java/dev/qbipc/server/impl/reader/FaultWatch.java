package dev.qbipc.server.impl.reader;

import dev.qbipc.linux.memory.PendingFault;
import java.util.function.BooleanSupplier;

/**
 * Attributes faults of shared memory to the connections of one reader. Belongs to its thread.
 *
 * <p>What touches the rings of a single connection surfaces its faults itself, and ends that
 * connection. But a reader polls the semaphores of many connections in a row, and a fault of that
 * shows up later, in whatever comes next (see {@link PendingFault}). So before anything else is
 * done, what the polls have left is surfaced here, and all connections are asked whose rings were
 * truncated.
 */
final class FaultWatch {

  private final PendingFault pending = new PendingFault();
  private final BooleanSupplier closeTruncated;
  private boolean polled;

  /**
   * @param closeTruncated ends all connections whose rings were truncated; says whether there were
   *     any
   */
  FaultWatch(BooleanSupplier closeTruncated) {
    this.closeTruncated = closeTruncated;
  }

  /** The faults of the reader's thread. */
  PendingFault pending() {
    return pending;
  }

  /** Notes that semaphores are about to be polled, and that a fault of that may be pending. */
  void polling() {
    polled = true;
  }

  /** Notes that whatever the polls have left has been surfaced since. */
  void surfaced() {
    polled = false;
  }

  /**
   * Surfaces what the polls have left.
   *
   * @return false if there was a fault; its connection is ended then
   */
  boolean surface() {
    if (!polled) {
      return true;
    }
    try {
      pending.raise();
      polled = false;
      return true;
    } catch (InternalError e) {
      attribute();
      return false;
    }
  }

  /**
   * Ends the connections that have faulted, after a fault that surfaced somewhere: at times that
   * happens by itself, in whatever the thread does after a poll.
   *
   * @return whether it is known whose it was, or can be from a poll
   */
  boolean attribute() {
    boolean expected = polled;
    polled = false;
    return closeTruncated.getAsBoolean() || expected;
  }
}
