package dev.pmxcfs.bench.report;

import java.util.List;

/**
 * A drawing of lines.
 *
 * @param name of its file, without an ending
 * @param title above it
 * @param x its horizontal axis
 * @param y its vertical axis
 * @param lines what is drawn
 */
public record Plot(String name, String title, Axis x, Axis y, List<Line> lines) {

  /**
   * An axis.
   *
   * @param label what it shows
   * @param logarithmic whether equal distances are equal ratios
   * @param ticks where numbers stand; the first and the last are its ends
   */
  public record Axis(String label, boolean logarithmic, List<Tick> ticks) {

    /** Where a value is on the axis, from 0 to 1. */
    double position(double value) {
      double from = scale(ticks.get(0).value());
      double to = scale(ticks.get(ticks.size() - 1).value());
      return (scale(value) - from) / (to - from);
    }

    private double scale(double value) {
      return logarithmic ? Math.log(value) : value;
    }
  }

  /** A number on an axis. */
  public record Tick(double value, String label) {}

  /** A line with its name. */
  public record Line(String label, List<Point> points) {}

  /** A point of a line. */
  public record Point(double x, double y) {}
}
