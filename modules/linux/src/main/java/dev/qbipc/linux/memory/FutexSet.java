package dev.qbipc.linux.memory;

import static dev.qbipc.linux.libc.Libc.libc;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.libc.Libc;

/**
 * Sleeps on several futex words at once: Linux's {@code futex_waitv} (5.16 and later).
 *
 * <pre>
 *   struct futex_waitv, 24 bytes each
 *    0        8        16      20      24
 *   +--------+--------+-------+-------+
 *   | value  | address| flags |   0   |
 *   +--------+--------+-------+-------+
 * </pre>
 *
 * <p>Belongs to the thread that sleeps.
 */
public final class FutexSet {

  /** How many words one call can watch (FUTEX_WAITV_MAX). */
  public static final int CAPACITY = 128;

  private static final int VALUE_OFFSET = 0;
  private static final int ADDRESS_OFFSET = 8;
  private static final int FLAGS_OFFSET = 16;
  private static final int ENTRY_SIZE = 24;
  private static final int FUTEX_32 = 2;
  private static final int CLOCK_MONOTONIC = 1;

  private final Memory entries = new Memory((long) CAPACITY * ENTRY_SIZE);
  private final Memory deadline = new Memory(Futex.Timespec.SIZE);
  private final long entriesAddress = Pointer.nativeValue(entries);
  private final long deadlineAddress = Pointer.nativeValue(deadline);
  private int size;

  /** An empty set, for the thread that will sleep. */
  public FutexSet() {
    entries.clear();
  }

  /** {@return whether this kernel has {@code futex_waitv}} */
  public static boolean isAvailable() {
    // No words at all is an invalid argument to a kernel that knows the call.
    libc().syscall(Libc.SYS_FUTEX_WAITV, 0, 0, 0, 0, 0, 0);
    return libc().errno() == Errno.EINVAL;
  }

  /** Forgets all words. */
  public void clear() {
    size = 0;
  }

  /**
   * Watches a word.
   *
   * @param address of the 32-bit word, shared between processes
   * @param expected the value to sleep on
   */
  public void add(long address, int expected) {
    long entry = (long) size++ * ENTRY_SIZE;
    entries.setLong(entry + VALUE_OFFSET, Integer.toUnsignedLong(expected));
    entries.setLong(entry + ADDRESS_OFFSET, address);
    entries.setInt(entry + FLAGS_OFFSET, FUTEX_32);
  }

  /**
   * Sleeps until one of the words is woken or has another value already.
   *
   * @param timeoutNanos nanoseconds, or a negative number for no limit
   * @return 0 when woken, else the errno: EAGAIN, ETIMEDOUT, EINTR, or EFAULT when the page of one
   *     of the words was truncated away
   */
  public int await(long timeoutNanos) {
    long timeout = 0;
    if (timeoutNanos >= 0) {
      // The clock behind nanoTime is CLOCK_MONOTONIC, and the call wants a point in time.
      Futex.Timespec.set(deadline, System.nanoTime() + timeoutNanos);
      timeout = deadlineAddress;
    }
    long result =
        libc().syscall(Libc.SYS_FUTEX_WAITV, entriesAddress, size, 0, timeout, CLOCK_MONOTONIC, 0);
    return result >= 0 ? 0 : libc().errno();
  }
}
