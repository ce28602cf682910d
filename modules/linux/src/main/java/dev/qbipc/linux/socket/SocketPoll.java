package dev.qbipc.linux.socket;

import static dev.qbipc.linux.libc.Libc.libc;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.libc.Libc;

/**
 * Waits for one socket ({@code poll}). Belongs to one thread.
 *
 * <pre>
 *   struct pollfd, 8 bytes
 *    0      4        6         8
 *   +------+--------+---------+
 *   | fd   | events | revents |
 *   +------+--------+---------+
 * </pre>
 */
public final class SocketPoll {

  /** What became of a socket that was waited for. */
  public enum Readiness {
    /** It can be read or written, as asked. */
    READY,
    /** Nothing happened in time. */
    TIMED_OUT,
    /** The peer hung up, or we did; what may still wait to be read counts for nothing. */
    HUNG_UP
  }

  private static final int EVENTS_OFFSET = 4;
  private static final int RETURNED_EVENTS_OFFSET = 6;
  private static final int SIZE = 8;

  private static final int GONE = Libc.POLLERR | Libc.POLLHUP | Libc.POLLNVAL;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int NO_LIMIT = -1;

  private final Memory entry = new Memory(SIZE);
  private final long entryAddress = Pointer.nativeValue(entry);

  /**
   * Prepares to wait for a socket.
   *
   * @param socket what to wait for; not to be closed while it is waited for
   */
  public SocketPoll(UnixSocket socket) {
    entry.clear();
    entry.setInt(0, socket.fd());
  }

  /**
   * Waits until there is something to read.
   *
   * @param timeoutNanos nanoseconds, rounded up to milliseconds; 0 only looks, a negative number
   *     has no limit
   * @return what became of it
   */
  public Readiness awaitReadable(long timeoutNanos) {
    return await(Libc.POLLIN, timeoutNanos);
  }

  /**
   * Waits until there is room to write.
   *
   * @param timeoutNanos as {@link #awaitReadable}
   * @return what became of it
   */
  public Readiness awaitWritable(long timeoutNanos) {
    return await(Libc.POLLOUT, timeoutNanos);
  }

  private Readiness await(short events, long timeoutNanos) {
    entry.setShort(EVENTS_OFFSET, events);
    long begin = System.nanoTime();
    long remaining = timeoutNanos;
    int ready;
    do {
      ready = libc().poll(entryAddress, 1, millis(remaining));
      if (timeoutNanos > 0) {
        remaining = Math.max(0, timeoutNanos - (System.nanoTime() - begin));
      }
    } while (ready < 0 && libc().errno() == Errno.EINTR);
    if (ready == 0) {
      return Readiness.TIMED_OUT;
    }
    boolean gone = ready < 0 || (entry.getShort(RETURNED_EVENTS_OFFSET) & GONE) != 0;
    return gone ? Readiness.HUNG_UP : Readiness.READY;
  }

  private static int millis(long nanos) {
    if (nanos < 0) {
      return NO_LIMIT;
    }
    long roundedUp = nanos / NANOS_PER_MILLI + (nanos % NANOS_PER_MILLI == 0 ? 0 : 1);
    return (int) Math.min(roundedUp, Integer.MAX_VALUE);
  }
}
