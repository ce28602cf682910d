package dev.pmxcfs.bench.measure;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The middle one of several measurements. */
final class Medians {

  private Medians() {}

  static <T> double of(List<T> measurements, ToDoubleFunction<T> number) {
    double[] sorted = measurements.stream().mapToDouble(number).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
