package dev.pmxcfs.ipc.admin;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all imports together may hold of the service's memory until they are made. Any thread may
 * call it.
 */
final class ImportBudget {

  private final long max;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param max in bytes
   */
  ImportBudget(long max) {
    this.max = max;
  }

  /** Takes bytes if enough are left. */
  boolean take(long bytes) {
    long before = taken.get();
    while (before + bytes <= max) {
      if (taken.compareAndSet(before, before + bytes)) {
        return true;
      }
      before = taken.get();
    }
    return false;
  }

  void release(long bytes) {
    taken.addAndGet(-bytes);
  }
}
