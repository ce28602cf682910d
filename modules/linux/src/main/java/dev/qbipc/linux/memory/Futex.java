package dev.qbipc.linux.memory;

import static dev.qbipc.linux.libc.Libc.libc;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.qbipc.linux.libc.Libc;

/**
 * The kernel's futex calls, the only safe way to change or wait on a word of memory that a peer may
 * truncate: the kernel answers EFAULT where the C library would die (protocol, appendix A). Words
 * are shared between processes unless a method says private.
 */
public final class Futex {

  private static final int FUTEX_WAIT = 0;
  private static final int FUTEX_WAKE = 1;
  private static final int FUTEX_WAKE_OP = 5;
  private static final int FUTEX_PRIVATE_FLAG = 128;
  private static final int OP_SET = 0 << 28;
  private static final int OP_ADD = 1 << 28;
  private static final int OP_ARGUMENT_SHIFT = 12;
  private static final int OP_ARGUMENT_MASK = 0xfff;

  private Futex() {}

  /**
   * Adds to a word atomically.
   *
   * <p>To the kernel this is a wake-up of private waiters, of which there are none: so it does not
   * have to look up the page behind the address, which takes longer than everything else.
   *
   * @param address of the 32-bit word
   * @param delta what to add, from -2048 to 2047
   * @return whether the word was there; false when its page was truncated away
   */
  public static boolean add(long address, int delta) {
    return change(address, OP_ADD, delta);
  }

  /**
   * Sets a word, as {@link #add} does.
   *
   * @param address of the 32-bit word
   * @param value from -2048 to 2047
   * @return whether the word was there; false when its page was truncated away
   */
  public static boolean set(long address, int value) {
    return change(address, OP_SET, value);
  }

  private static boolean change(long address, int change, int argument) {
    int operation = change | (argument & OP_ARGUMENT_MASK) << OP_ARGUMENT_SHIFT;
    int call = FUTEX_WAKE_OP | FUTEX_PRIVATE_FLAG;
    return libc().syscall(Libc.SYS_FUTEX, address, call, 1, 0, address, operation) >= 0;
  }

  /**
   * Wakes one waiter.
   *
   * @param address of the 32-bit word
   * @return whether the word was there; false when its page was truncated away
   */
  public static boolean wake(long address) {
    return libc().syscall(Libc.SYS_FUTEX, address, FUTEX_WAKE, 1, 0, 0, 0) >= 0;
  }

  /**
   * Sleeps while the word has a value, at most for a time. Returns early for no reason at times, as
   * futexes do.
   *
   * @param address of the 32-bit word
   * @param expected the value to sleep on
   * @param timeoutNanos nanoseconds, or a negative number for no limit
   * @return 0 when woken, else the errno: EAGAIN for another value, ETIMEDOUT, EINTR, EFAULT
   */
  public static int await(long address, int expected, long timeoutNanos) {
    long result;
    if (timeoutNanos < 0) {
      result = libc().syscall(Libc.SYS_FUTEX, address, FUTEX_WAIT, expected, 0, 0, 0);
    } else {
      try (var timespec = Timespec.of(timeoutNanos)) {
        long relative = Pointer.nativeValue(timespec);
        result = libc().syscall(Libc.SYS_FUTEX, address, FUTEX_WAIT, expected, relative, 0, 0);
      }
    }
    return result == 0 ? 0 : libc().errno();
  }

  /** The C structure timespec: seconds and nanoseconds, 8 bytes each. */
  static final class Timespec {

    static final int SIZE = 16;
    private static final int NANOSECONDS_OFFSET = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Timespec() {}

    static Memory of(long nanos) {
      var memory = new Memory(SIZE);
      set(memory, nanos);
      return memory;
    }

    static void set(Memory memory, long nanos) {
      memory.setLong(0, nanos / NANOS_PER_SECOND);
      memory.setLong(NANOSECONDS_OFFSET, nanos % NANOS_PER_SECOND);
    }
  }
}
