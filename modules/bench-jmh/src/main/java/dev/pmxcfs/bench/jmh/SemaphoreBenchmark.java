package dev.pmxcfs.bench.jmh;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.qbipc.linux.memory.Futex;
import dev.qbipc.linux.memory.FutexSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Posting a semaphore, waiting for one, and a round trip between two threads that sleep. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SemaphoreBenchmark {

  private static final int NOTHING_POSTED = 0;
  private static final long NO_LIMIT = -1;
  private static final int TAKE = -1;
  private static final int POST = 1;

  private final Semaphore semaphore = new Semaphore();
  private final FutexSet futexes = new FutexSet();

  /** A semaphore in memory of our own. */
  private static final class Semaphore {

    private final Memory word = new Memory(Integer.BYTES);
    private final long address = Pointer.nativeValue(word);

    Semaphore() {
      word.clear();
    }

    void add(int number) {
      Futex.add(address, number);
    }

    void postAndWake() {
      add(POST);
      Futex.wake(address);
    }

    /** Sleeps until it is posted, and takes one. */
    void take() {
      while (word.getInt(0) == NOTHING_POSTED) {
        Futex.await(address, NOTHING_POSTED, NO_LIMIT);
      }
      add(TAKE);
    }
  }

  @Setup
  public void watch() {
    futexes.add(semaphore.address, NOTHING_POSTED);
  }

  /** Posts without a waiter. */
  @Benchmark
  public void post() {
    semaphore.add(POST);
  }

  /** Waits on a semaphore that is already posted. */
  @Benchmark
  public int awaitPosted() {
    semaphore.word.setInt(0, POST);
    return Futex.await(semaphore.address, NOTHING_POSTED, NO_LIMIT);
  }

  /** Waits for one of several, which was posted already, as a reader does. */
  @Benchmark
  public int awaitOneOfSeveralPosted() {
    semaphore.word.setInt(0, POST);
    return futexes.await(NO_LIMIT);
  }

  /** A thread that posts one semaphore whenever it was posted another. */
  @State(Scope.Thread)
  public static class Partner {

    private final Semaphore ping = new Semaphore();
    private final Semaphore pong = new Semaphore();
    private final Thread thread = new Thread(this::run, "partner");
    private volatile boolean ended;

    @Setup
    public void start() {
      thread.start();
    }

    private void run() {
      while (!ended) {
        ping.take();
        pong.postAndWake();
      }
    }

    @TearDown
    public void end() throws InterruptedException {
      ended = true;
      ping.postAndWake();
      thread.join();
    }
  }

  @Benchmark
  public void roundTrip(Partner partner) {
    partner.ping.postAndWake();
    partner.pong.take();
  }
}
