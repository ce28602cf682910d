package dev.qbipc.linux.memory;

/**
 * Surfaces the faults of shared memory that one thread has run into. Each thread that touches a
 * mapping has its own.
 *
 * <p>An access to a page that the peer has truncated raises {@link InternalError}, but not
 * necessarily there: on Java 17 the error waits until the thread next enters the virtual machine by
 * a way that looks for it, which may be in the middle of another connection's business. So whoever
 * has touched a mapping calls {@link #raise()} before anything is concluded from it, or ends with a
 * system call of this package, which does the same.
 *
 * <p>Nor is it certain that the method's own handler gets it. While a method is compiled with
 * counters (by C1, to learn what is hot), the count of a call that was inlined may overflow, the
 * virtual machine is entered to look whether to compile again, and an error that comes to light
 * there skips all handlers of the compiled method: those that were inlined into it, too. Its caller
 * gets it. One call in a million, or every one under {@code -XX:Tier23InlineeNotifyFreqLog=0}, with
 * which TruncationTest shows that nobody is harmed. So what must not be left half done, the end of
 * a connection first of all, touches no mapping but through the kernel.
 *
 * <p>Measured on Java 17 and 25, interpreted and compiled: the allocation of an array of arrays
 * always delivers the error, and costs some 50 ns; lighter calls do not. Nothing of it is static:
 * it happens several times in each request, and threads would write to one cache line in turn.
 */
public final class PendingFault {

  // Neither final, or the compiler would know the size and allocate in place.
  private int none;
  private Object last;

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
