package dev.pmxcfs.bench.report;

import dev.pmxcfs.bench.report.Plot.Axis;
import dev.pmxcfs.bench.report.Plot.Line;
import dev.pmxcfs.bench.report.Plot.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/** Makes axes that fit what is drawn. */
public final class Axes {

  private static final int MAX_STEPS = 8;
  private static final double[] STEPS = {1, 2, 5, 10};

  private Axes() {}

  /** An axis with these numbers on it. */
  public static Axis of(String label, boolean logarithmic, double... values) {
    List<Tick> ticks =
        DoubleStream.of(values).mapToObj(value -> new Tick(value, plain(value))).toList();
    return new Axis(label, logarithmic, ticks);
  }

  /** From the power of ten below the smallest value to that above the largest. */
  public static Axis powersOfTen(String label, List<Line> lines) {
    double smallest = values(lines).min().orElse(1);
    double largest = values(lines).max().orElse(1);
    var ticks = new ArrayList<Tick>();
    double value = Math.pow(10, Math.floor(Math.log10(smallest)));
    ticks.add(new Tick(value, plain(value)));
    while (value < largest) {
      value *= 10;
      ticks.add(new Tick(value, plain(value)));
    }
    return new Axis(label, true, ticks);
  }

  /** From zero to above the largest value. */
  public static Axis fromZero(String label, List<Line> lines) {
    double largest = values(lines).max().orElse(1);
    double power = Math.pow(10, Math.floor(Math.log10(largest / MAX_STEPS)));
    double step =
        DoubleStream.of(STEPS)
            .map(factor -> factor * power)
            .filter(candidate -> largest / candidate <= MAX_STEPS)
            .findFirst()
            .orElseThrow();
    var ticks = new ArrayList<Tick>();
    for (int i = 0; i == 0 || (i - 1) * step < largest; i++) {
      ticks.add(new Tick(i * step, plain(i * step)));
    }
    return new Axis(label, false, ticks);
  }

  /** Shares of all measurements, the rarer the wider apart, as of {@code 1 / (1 - share)}. */
  public static Axis shares(String label) {
    DoubleFunction<String> percent = odds -> plain(Math.round(1e6 - 1e6 / odds) / 1e4) + " %";
    List<Tick> ticks =
        DoubleStream.of(1, 2, 10, 100, 1e3, 1e4)
            .mapToObj(odds -> new Tick(odds, percent.apply(odds)))
            .toList();
    return new Axis(label, true, ticks);
  }

  private static DoubleStream values(List<Line> lines) {
    return lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Plot.Point::y);
  }

  private static String plain(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.valueOf(value);
  }
}
