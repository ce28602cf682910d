package dev.qbipc;

import java.util.Random;
import org.junit.rules.TestWatcher;
import org.junit.runner.Description;

/**
 * Random numbers whose seed is printed when the test fails; {@code -Dtest.seed=SEED} repeats them.
 */
public final class SeededRandom extends TestWatcher {

  private long seed;
  private Random random;

  @Override
  protected void starting(Description description) {
    seed = Long.getLong("test.seed", System.nanoTime());
    random = new Random(seed);
  }

  @Override
  protected void failed(Throwable e, Description description) {
    System.err.println(description + " failed with -Dtest.seed=" + seed);
  }

  /** A number from 0 to below a bound. */
  public int nextInt(int bound) {
    return random.nextInt(bound);
  }

  /** So many random bytes. */
  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
