package dev.qbipc.linux.memory;

/**
 * Surfaces the faults that one thread has run into in shared memory. Each thread that touches a
 * mapping has its own instance.
 *
 * <p>An access to a page that the peer has truncated raises {@link InternalError}, but not
 * necessarily there: on Java 17 the error stays pending until the thread next enters the virtual
 * machine in a way that checks for it, possibly while it serves another connection. So code that
 * has touched a mapping calls {@link #raise()} before it draws any conclusion, or ends with a
 * system call of this package, which has the same effect.
 *
 * <p>Nor is it certain that the method's own handler catches it. While a method is compiled with
 * counters (by C1, to find hot code), the counter of an inlined call may overflow; the virtual
 * machine is then entered to decide about recompiling, and an error that surfaces there skips all
 * handlers of the compiled method, including those inlined into it, and reaches its caller. That
 * happens in one call of a million, or in each one with {@code -XX:Tier23InlineeNotifyFreqLog=0},
 * with which TruncationTest shows that it does no harm. So code that must not stop half-way, above
 * all the end of a connection, touches mappings only through the kernel.
 *
 * <p>Measured on Java 17 and 25, interpreted and compiled: the allocation of an array of arrays
 * always delivers the error, and takes some 50 ns; lighter calls do not. There is no static state:
 * this runs several times in each request, and threads would contend for one cache line.
 */
public final class PendingFault {

  // Neither final, or the compiler would know the size and allocate in place.
  private int none;
  private Object last;

  /** For the thread that calls it. */
  public PendingFault() {}

  /**
   * Raises the error of a fault that this thread ran into before, if there was one.
   *
   * @throws InternalError for an access to a page that is not there any more
   */
  public void raise() {
    last = new int[none][none];
  }

  /**
   * Drops the error of a fault that this thread ran into before: for one who ends the connection
   * that it is about, and must get through with it.
   */
  public void drop() {
    try {
      // Not by raise(): see above, its call would be a place where the handler is skipped.
      last = new int[none][none];
    } catch (InternalError known) {
      // Its connection is being ended already.
    }
  }
}
