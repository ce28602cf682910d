package dev.qbipc.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.Futex;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * No wake-up is lost between a reader that goes to sleep in the kernel and a client whose C library
 * posts: it raises the value, and wakes only if the waiters' word says that somebody sleeps.
 */
@JCStressTest
@State
@Outcome(id = "0", expect = ACCEPTABLE, desc = "Woken, or never slept.")
@Outcome(expect = FORBIDDEN, desc = "Slept on with a chunk posted.")
public class SleepingReaderStress {

  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RingPair pair = RingPair.take();
  private volatile boolean woken;

  /** What glibc's sem_post does. */
  @Actor
  public void post() {
    Ring.INT.getAndAdd(pair.header, RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET, 1);
    int waiters =
        (int) Ring.INT.getOpaque(pair.header, RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET);
    if (waiters > 0) {
      Futex.wake(pair.semaphore);
    }
    woken = true;
  }

  @Actor
  public void sleep(I_Result result) {
    pair.reader.setWaiting(true);
    boolean sleptOn = false;
    while (!pair.reader.isPosted()) {
      int errno = Futex.await(pair.reader.semaphore(), 0, LONG_NANOS);
      // On a busy machine a second may pass before the other thread has come to its wake-up.
      sleptOn = errno == Errno.ETIMEDOUT && woken;
    }
    pair.reader.setWaiting(false);
    result.r1 = sleptOn ? Errno.ETIMEDOUT : 0;
  }

  @Arbiter
  public void end(I_Result result) {
    Futex.add(pair.semaphore, -1);
    pair.release();
  }
}
