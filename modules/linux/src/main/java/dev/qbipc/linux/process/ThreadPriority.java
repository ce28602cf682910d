package dev.qbipc.linux.process;

import static dev.qbipc.linux.libc.Libc.libc;

import dev.qbipc.linux.SystemCallException;

/** How the kernel shares its processors between the calling thread and others (sched(7)). */
public final class ThreadPriority {

  private static final int PRIO_PROCESS = 0;
  private static final int CALLING_THREAD = 0;
  private static final int SCHED_OTHER = 0;
  private static final int SCHED_RESET_ON_FORK = 0x40000000;
  private static final int[] NO_REAL_TIME_PRIORITY = {0};

  private ThreadPriority() {}

  /** {@return the nice value of the calling thread, from -20, which is served first, to 19} */
  public static int nice() {
    // -1 is a value too; for the calling thread the call does not fail.
    return libc().getpriority(PRIO_PROCESS, CALLING_THREAD);
  }

  /**
   * Sets the nice value of the calling thread alone. Threads and processes that it starts are not
   * preferred in their turn.
   *
   * @param nice from -20, which is served first, to 19; the kernel takes what is beyond as these
   * @throws SystemCallException EACCES for a value below the present one without CAP_SYS_NICE
   */
  public static void setNice(int nice) throws SystemCallException {
    int policy = SCHED_OTHER | SCHED_RESET_ON_FORK;
    if (libc().sched_setscheduler(CALLING_THREAD, policy, NO_REAL_TIME_PRIORITY) != 0) {
      throw new SystemCallException("sched_setscheduler", "this thread", libc().errno());
    }
    if (libc().setpriority(PRIO_PROCESS, CALLING_THREAD, nice) != 0) {
      throw new SystemCallException("setpriority", "this thread", libc().errno());
    }
  }
}
