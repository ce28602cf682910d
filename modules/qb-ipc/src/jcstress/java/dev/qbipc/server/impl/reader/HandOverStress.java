package dev.qbipc.server.impl.reader;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.memory.Futex;
import dev.qbipc.linux.memory.WakeWord;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A connection that an event loop hands to a reader arrives, even while that falls asleep, and with
 * everything that was written to it before: plain fields, as a ring's are.
 */
@JCStressTest
@State
@Outcome(id = "0, 42", expect = ACCEPTABLE, desc = "Arrived, as it was.")
@Outcome(expect = FORBIDDEN, desc = "Slept on, or saw it half made.")
public class HandOverStress {

  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final ConcurrentLinkedQueue<WakeWord> FREE = new ConcurrentLinkedQueue<>();

  /** Stands for a connection. */
  private static final class Connection {

    int value;
  }

  private final ReaderThread.Tasks tasks = new ReaderThread.Tasks();
  private final WakeWord wakeWord = takeWakeWord();
  private volatile boolean woken;
  private int arrived;

  private static WakeWord takeWakeWord() {
    WakeWord word = FREE.poll();
    return word != null ? word : new WakeWord();
  }

  @Actor
  public void handOver() {
    var connection = new Connection();
    connection.value = 42;
    tasks.addOther(() -> arrived = connection.value);
    wakeWord.wake();
    woken = true;
  }

  /** As the reader sleeps: it looks for tasks once more after it has armed. */
  @Actor
  public void sleep(II_Result result) {
    boolean sleptOn = false;
    while (arrived == 0) {
      wakeWord.arm();
      if (tasks.isEmpty()) {
        int errno = Futex.await(wakeWord.address(), WakeWord.ARMED, LONG_NANOS);
        // On a busy machine a second may pass before the other thread has come to its wake-up.
        sleptOn = errno == Errno.ETIMEDOUT && woken;
      }
      wakeWord.disarm();
      tasks.run();
    }
    result.r1 = sleptOn ? Errno.ETIMEDOUT : 0;
    result.r2 = arrived;
  }

  @Arbiter
  public void end(II_Result result) {
    FREE.add(wakeWord);
  }
}
