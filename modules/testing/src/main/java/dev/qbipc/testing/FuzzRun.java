package dev.qbipc.testing;

import java.time.Duration;
import java.util.Random;
import java.util.function.LongConsumer;

/**
 * A run of numbered random cases. A case depends on the run's seed and its own number alone, so any
 * part of a run can be repeated.
 *
 * <p>Configured by system properties, which {@code scripts/fuzz} sets: {@code fuzz.seconds}, {@code
 * fuzz.seed}, {@code fuzz.first} and {@code fuzz.cases}.
 *
 * @param test the class that runs them
 * @param seed of all cases
 * @param first number of the first case
 * @param cases how many at the most
 * @param time for how long
 */
public record FuzzRun(Class<?> test, long seed, long first, long cases, Duration time) {

  /** What a run of all tests spends on each fuzzer; {@code scripts/fuzz} takes its time. */
  private static final long USUAL_SECONDS = 12;

  private static final long MANY = Long.MAX_VALUE / 2;

  /** An odd number with no pattern: neighbouring cases have nothing in common. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /** Cases after which the server's health is looked at. */
  private static final int CASES_PER_CHECK = 25;

  /** The run that was asked for, or else a short one with a new seed. */
  public static FuzzRun configured(Class<?> test) {
    return new FuzzRun(
        test,
        Long.getLong("fuzz.seed", System.nanoTime() >>> 8),
        Long.getLong("fuzz.first", 0),
        Long.getLong("fuzz.cases", MANY),
        Duration.ofSeconds(Long.getLong("fuzz.seconds", USUAL_SECONDS)));
  }

  /** The random numbers of a case. */
  public Random random(long number) {
    return new Random(seed ^ (number + 1) * SPREAD);
  }

  /** The rest of this run from a case on, but no longer than so. */
  public FuzzRun from(long next, Duration atMost) {
    return new FuzzRun(test, seed, next, first + cases - next, atMost);
  }

  /**
   * Runs the cases.
   *
   * @param oneCase is given each number
   * @param check fails when something was harmed; called from time to time and at the end
   * @return how many cases were run
   * @throws AssertionError that says how to repeat what failed
   */
  public long run(LongConsumer oneCase, Runnable check) {
    long end = System.nanoTime() + time.toNanos();
    long checked = first;
    long number = first;
    try {
      for (; number - first < cases && System.nanoTime() < end; number++) {
        oneCase.accept(number);
        if (number - checked >= CASES_PER_CHECK) {
          check.run();
          checked = number + 1;
        }
      }
      check.run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "failed at case %d; repeat: scripts/fuzz --test %s --seed %d --first %d --cases %d"
              .formatted(number, test.getSimpleName(), seed, checked, number - checked + 1),
          e);
    }
    return number - first;
  }
}
