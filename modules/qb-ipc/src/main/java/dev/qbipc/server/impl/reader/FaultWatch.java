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
 *
 * <p>Nor is the code that touches a ring on behalf of an application always told of its fault: the
 * error can skip its handlers, and be taken for a failure of the operation, or of a task, by
 * whoever has called it. That it was entered and not left shows it.
 */
public final class FaultWatch {

  private final PendingFault pending = new PendingFault();
  private final BooleanSupplier closeTruncated;
  private boolean polled;

  /** Whether a ring is being touched by code that handles its faults itself. */
  private boolean entered;

  /**
   * @param closeTruncated ends all connections whose rings were truncated; says whether there were
   *     any
   */
  FaultWatch(BooleanSupplier closeTruncated) {
    this.closeTruncated = closeTruncated;
  }

  /** The faults of the reader's thread. */
  public PendingFault pending() {
    return pending;
  }

  /** Notes that code begins to touch a ring that handles its faults itself. */
  public void entered() {
    entered = true;
  }

  /** Notes that this code has ended, and handled its fault if there was one. */
  public void left() {
    entered = false;
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
   * Surfaces what the polls have left, and ends the connections whose faults have skipped their
   * handlers.
   *
   * @return false if there was a fault; its connection is ended then
   */
  boolean surface() {
    if (entered) {
      attributeCaught();
      return false;
    }
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

  /**
   * Ends the connections that have faulted, for an application that has caught an error which may
   * be such a fault.
   *
   * @return whether it was one
   */
  public boolean attributeCaught() {
    boolean skipped = entered;
    entered = false;
    return closeTruncated.getAsBoolean() || skipped;
  }
}
