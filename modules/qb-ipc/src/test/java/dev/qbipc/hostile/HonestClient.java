package dev.qbipc.hostile;

import static org.junit.Assert.assertTrue;

import dev.qbipc.conformance.ConformanceService;
import dev.qbipc.conformance.Eventually;
import dev.qbipc.libqb.LibqbClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A well-behaved client of the real libqb that makes calls all the time and looks at every byte of
 * each reply. It is never to be disconnected, and never to wait long.
 */
final class HonestClient implements AutoCloseable {

  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(300);
  private static final int MAX_PAYLOAD = 2000;
  private static final int SERVED = 20;

  /** Of fewer calls the 99th percentile would be about the longest of all. */
  private static final int FOR_A_PERCENTILE = 1000;

  private static final int MAX_TIMES = 1 << 17;

  private final LibqbClient client;
  private final long pauseNanos;
  private final Thread thread = new Thread(this::makeCalls, "honest client");
  private final Random random = new Random(74);
  private final AtomicLong calls = new AtomicLong();
  private final long[] times = new long[MAX_TIMES];
  private volatile Throwable failure;
  private volatile boolean ended;

  /** Connects; the first call comes with {@link #start()}. */
  HonestClient(String service) {
    this(service, PAUSE_NANOS);
  }

  private HonestClient(String service, long pauseNanos) {
    this.client = LibqbClient.connect(service);
    this.pauseNanos = pauseNanos;
  }

  /** Connects one that makes no pauses between its calls. */
  static HonestClient eager(String service) {
    return new HonestClient(service, 0);
  }

  /** Begins to make calls. */
  void start() {
    thread.start();
  }

  private void makeCalls() {
    try {
      while (!ended) {
        makeCall();
        LockSupport.parkNanos(pauseNanos);
      }
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  private void makeCall() {
    byte[] payload = new byte[random.nextInt(MAX_PAYLOAD)];
    random.nextBytes(payload);
    long begin = System.nanoTime();
    var reply = client.call(ConformanceService.ECHO, payload);
    times[(int) (calls.get() % MAX_TIMES)] = System.nanoTime() - begin;
    if (reply.id() != ConformanceService.ECHO
        || reply.error() != 0
        || !Arrays.equals(payload, reply.payload())) {
      throw new AssertionError("wrong reply to the honest client: " + reply);
    }
    calls.incrementAndGet();
  }

  /** Checks that all replies were right so far, and that more come. */
  void assertServed() {
    awaitCalls(calls.get() + SERVED);
    assertUnharmed();
  }

  private void awaitCalls(long enough) {
    Eventually.assertBecomes(
        "honest client served", true, () -> failure != null || calls.get() >= enough);
  }

  private void assertUnharmed() {
    if (failure != null) {
      throw new AssertionError("the honest client was harmed: " + failure, failure);
    }
  }

  /** Checks that 99 of 100 calls took no longer than a bound. */
  void assertWaitedAtMost(Duration bound) {
    awaitCalls(FOR_A_PERCENTILE);
    int count = (int) Math.min(calls.get(), MAX_TIMES);
    long[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    var p99 = Duration.ofNanos(sorted[count * 99 / 100]);
    assertTrue("99 % of calls took up to " + p99, p99.compareTo(bound) <= 0);
  }

  /** Ends it, and fails if anything was wrong. */
  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
    assertUnharmed();
  }
}
