package dev.qbipc.client.impl;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.qbipc.linux.memory.Futex;
import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * No response is missed that is posted while its client leaves the wait to a thread that is just
 * falling asleep: either the client sees it, or the thread tells it.
 */
@JCStressTest
@State
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Seen by the client itself.")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Told by the thread.")
@Outcome(expect = FORBIDDEN, desc = "Missed, or not told before the thread's look at all of them.")
public class ResponseWaiterStress implements ResponseWait.Pending {

  private static final int SEEN = 1;
  private static final int TOLD = 2;
  private static final int WAITERS_OFFSET = Integer.BYTES;

  /** Shorter than the time after which the thread looks by itself. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  /** Of a thread that does not keep the JVM of a fork from its end. */
  private static final ClientLoop LOOP =
      new ClientLoop(
          new DefaultEventLoop(new DefaultThreadFactory("stressed-loop", true)), failure -> {});

  private static final FutexResponseWait WAIT = new FutexResponseWait("stressed-waiter");

  /** The semaphore's value and its number of waiters. */
  private final ByteBuffer semaphore =
      ByteBuffer.allocateDirect(2 * Integer.BYTES).order(ByteOrder.nativeOrder());

  private volatile int outcome;

  /** What glibc's sem_post does. */
  @Actor
  public void post() {
    INT.getAndAdd(semaphore, 0, 1);
    if ((int) INT.getOpaque(semaphore, WAITERS_OFFSET) > 0) {
      Futex.wake(semaphore());
    }
  }

  @Actor
  public void await() {
    INT.setVolatile(semaphore, WAITERS_OFFSET, 1);
    if ((int) INT.getAcquire(semaphore, 0) > 0) {
      outcome = SEEN;
    } else {
      WAIT.await(this);
    }
  }

  @Override
  public void look() {
    if ((int) INT.getAcquire(semaphore, 0) > 0) {
      outcome = TOLD;
    } else {
      WAIT.await(this);
    }
  }

  @Arbiter
  public void end(I_Result result) {
    long begun = System.nanoTime();
    while (outcome == 0 && System.nanoTime() - begun < PATIENCE_NANOS) {
      Thread.onSpinWait();
    }
    WAIT.cancel(this);
    result.r1 = outcome;
  }

  @Override
  public ClientLoop loop() {
    return LOOP;
  }

  @Override
  public long semaphore() {
    return Pointer.nativeValue(Native.getDirectBufferPointer(semaphore));
  }

  @Override
  public long since() {
    return 0;
  }
}
