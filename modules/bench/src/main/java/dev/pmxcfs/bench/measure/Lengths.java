package dev.pmxcfs.bench.measure;

import java.time.Duration;
import java.util.List;

/**
 * How long is measured.
 *
 * @param rounds how often each thing is measured, alternating with what it is compared with
 * @param run one load of an echo server
 * @param operationRun one load of an operation
 * @param warmUp loads that do not count, until the JVM has compiled what is used
 * @param operationWarmUp the same for each operation, which shares most with those before it
 * @param fullLoad the load under which collections are watched
 * @param idle how long an idle server is watched
 * @param connections how many connections are many
 * @param echoClients with how many clients echoes are measured
 * @param operationClients with how many clients operations are measured
 */
public record Lengths(
    int rounds,
    Duration run,
    Duration operationRun,
    Duration warmUp,
    Duration operationWarmUp,
    Duration fullLoad,
    Duration idle,
    int connections,
    List<Integer> echoClients,
    List<Integer> operationClients) {

  /** What counts. */
  public static final Lengths FULL =
      new Lengths(
          5,
          Duration.ofSeconds(1),
          Duration.ofMillis(400),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          1000,
          List.of(1, 2, 4, 8, 16),
          List.of(1, 2, 8));

  /** A look. */
  public static final Lengths QUICK =
      new Lengths(
          1,
          Duration.ofMillis(100),
          Duration.ofMillis(60),
          Duration.ofMillis(1500),
          Duration.ofMillis(300),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          1000,
          List.of(1, 2, 8),
          List.of(1, 8));

  /** As many rounds as said. */
  public Lengths withRounds(int rounds) {
    return new Lengths(
        rounds,
        run,
        operationRun,
        warmUp,
        operationWarmUp,
        fullLoad,
        idle,
        connections,
        echoClients,
        operationClients);
  }
}
