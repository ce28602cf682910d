package dev.pmxcfs.cluster.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Leaves out of a schedule that fails what it fails without. */
final class Shrinker {

  private static final int MAX_RUNS = 3_000;

  private final Predicate<Schedule> fails;
  private int runs;

  /**
   * @param fails runs a schedule; true if it fails
   */
  Shrinker(Predicate<Schedule> fails) {
    this.fails = fails;
  }

  /** The shortest that was found. */
  Schedule shrink(Schedule failing) {
    Schedule shortest = failing;
    int size = shortest.steps().size() / 2;
    while (size > 0 && runs < MAX_RUNS) {
      Schedule shorter = withoutPart(shortest, size);
      if (shorter == null) {
        size /= 2;
      } else {
        shortest = shorter;
      }
    }
    return shortest;
  }

  /** Null if it does not fail without any part of that size. */
  private Schedule withoutPart(Schedule schedule, int size) {
    List<Step> steps = schedule.steps();
    for (int from = 0; from < steps.size() && runs < MAX_RUNS; from += size) {
      List<Step> rest = new ArrayList<>(steps.subList(0, from));
      rest.addAll(steps.subList(Math.min(from + size, steps.size()), steps.size()));
      Schedule shorter = schedule.with(rest);
      runs++;
      if (fails.test(shorter)) {
        return shorter;
      }
    }
    return null;
  }
}
