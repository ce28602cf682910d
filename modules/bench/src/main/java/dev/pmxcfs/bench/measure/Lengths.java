package dev.pmxcfs.bench.measure;

import java.time.Duration;

/**
 * How long is measured.
 *
 * @param rounds how often each thing is measured, in turns with what it is compared with
 * @param run one load of an echo server
 * @param operationRun one load of an operation
 * @param warmUp loads that do not count, until the JVM has compiled what is used
 * @param fullLoad the load under which collections are watched
 * @param idle how long an idle server is watched
 * @param connections how many connections are many
 */
public record Lengths(
    int rounds,
    Duration run,
    Duration operationRun,
    Duration warmUp,
    Duration fullLoad,
    Duration idle,
    int connections) {

  /** What counts. */
  public static final Lengths FULL =
      new Lengths(
          5,
          Duration.ofSeconds(1),
          Duration.ofMillis(400),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          1000);

  /** A look. */
  public static final Lengths QUICK =
      new Lengths(
          1,
          Duration.ofMillis(100),
          Duration.ofMillis(60),
          Duration.ofMillis(800),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          1000);

  /** As many rounds as said. */
  public Lengths withRounds(int rounds) {
    return new Lengths(rounds, run, operationRun, warmUp, fullLoad, idle, connections);
  }
}
