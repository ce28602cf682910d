package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.Histogram;
import dev.pmxcfs.bench.process.Load;
import dev.pmxcfs.bench.report.Goal;
import dev.pmxcfs.bench.report.Row;
import dev.pmxcfs.bench.report.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Two servers under the same load, measured in turns, so that what else happens on the machine
 * happens to both.
 */
record Compared(List<Load> ours, List<Load> other) {

  /** Measures; who begins changes from round to round. */
  static Compared measure(int rounds, Supplier<Load> ours, Supplier<Load> other) {
    var compared = new Compared(new ArrayList<>(), new ArrayList<>());
    for (int round = 0; round < rounds; round++) {
      if (round % 2 == 0) {
        compared.ours.add(ours.get());
        compared.other.add(other.get());
      } else {
        compared.other.add(other.get());
        compared.ours.add(ours.get());
      }
    }
    return compared;
  }

  /** The median of our server's rounds. */
  double ours(ToDoubleFunction<Load> number) {
    return Medians.of(ours, number);
  }

  /** The median of the other server's rounds. */
  double other(ToDoubleFunction<Load> number) {
    return Medians.of(other, number);
  }

  Row ratio(String what, Goal goal, Unit unit, ToDoubleFunction<Load> number) {
    return Row.ratio(what, goal, unit, ours(number), other(number));
  }

  Row value(String what, Goal goal, Unit unit, ToDoubleFunction<Load> number) {
    return Row.value(what, goal, unit, ours(number), other(number));
  }

  /** The times of all rounds. */
  static Histogram times(List<Load> loads) {
    var times = new Histogram();
    loads.forEach(load -> times.add(load.times()));
    return times;
  }
}
