package dev.qbipc.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.Futex;
import dev.qbipc.wire.RingHeaderDescriptor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A chunk that is posted into an empty ring, by a store into half of what a client's C library
 * changes as a whole, is neither lost nor counted twice, and wakes a client that falls asleep.
 */
@JCStressTest
@State
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "Taken, by one who had slept or not.")
@Outcome(expect = FORBIDDEN, desc = "Slept on, or the semaphore is not as it was.")
public class PostStress {

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int SEMAPHORE = RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET;
  private static final long ONE_WAITER = 1L << Integer.SIZE;
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RingPair pair = RingPair.take();
  private volatile boolean posted;

  @Actor
  public void post() {
    pair.write(1, 0);
    posted = true;
  }

  /** What glibc's sem_wait does where it can change value and waiters together. */
  @Actor
  public void take(III_Result result) {
    long seen = (long) LONG.getVolatile(pair.header, SEMAPHORE);
    if ((int) seen != 0 && LONG.compareAndSet(pair.header, SEMAPHORE, seen, seen - 1)) {
      return;
    }
    LONG.getAndAdd(pair.header, SEMAPHORE, ONE_WAITER);
    do {
      seen = (long) LONG.getVolatile(pair.header, SEMAPHORE);
      if ((int) seen == 0) {
        int errno = Futex.await(pair.semaphore, 0, LONG_NANOS);
        // On a busy machine a second may pass before the other thread has come to its post.
        result.r1 = errno == Errno.ETIMEDOUT && posted ? errno : 0;
      }
    } while ((int) seen == 0
        || !LONG.compareAndSet(pair.header, SEMAPHORE, seen, seen - 1 - ONE_WAITER));
  }

  @Arbiter
  public void end(III_Result result) {
    result.r2 = pair.writer.queued();
    result.r3 =
        (int) Ring.INT.getVolatile(pair.header, RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET);
    // The chunk itself is still there.
    Futex.add(pair.semaphore, 1);
    pair.release();
  }
}
