package dev.pmxcfs.bench.report;

import dev.pmxcfs.bench.report.Plot.Line;
import dev.pmxcfs.bench.report.Plot.Point;
import dev.pmxcfs.bench.report.Plot.Tick;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Draws a plot as SVG. */
final class SvgPlot {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;
  private static final int LEFT = 80;
  private static final int RIGHT = 20;
  private static final int TOP = 40;
  private static final int BOTTOM = 60;
  private static final int LEGEND_LINE = 18;
  private static final List<String> COLORS =
      List.of("#1b6ca8", "#d1495b", "#66a182", "#edae49", "#7d5ba6", "#3d3d3d");
  private static final List<String> DASHES = List.of("none", "6 3");

  private final StringBuilder svg = new StringBuilder();
  private final Plot plot;

  private SvgPlot(Plot plot) {
    this.plot = plot;
  }

  static String draw(Plot plot) {
    return new SvgPlot(plot).draw();
  }

  private String draw() {
    svg.append(
        String.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n",
            WIDTH, HEIGHT, WIDTH));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    text(WIDTH / 2.0, TOP / 2.0, "middle", plot.title());
    plot.x().ticks().forEach(this::verticalGrid);
    plot.y().ticks().forEach(this::horizontalGrid);
    text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", plot.x().label());
    text(LEFT, TOP - 8, "end", plot.y().label());
    for (int i = 0; i < plot.lines().size(); i++) {
      line(plot.lines().get(i), COLORS.get(i % COLORS.size()), DASHES.get(i % DASHES.size()));
      legend(i);
    }
    return svg.append("</svg>\n").toString();
  }

  private double x(double value) {
    return LEFT + plot.x().position(value) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - plot.y().position(value) * (HEIGHT - TOP - BOTTOM);
  }

  private void verticalGrid(Tick tick) {
    double x = x(tick.value());
    grid(x, TOP, x, HEIGHT - BOTTOM);
    text(x, HEIGHT - BOTTOM + 18, "middle", tick.label());
  }

  private void horizontalGrid(Tick tick) {
    double y = y(tick.value());
    grid(LEFT, y, WIDTH - RIGHT, y);
    text(LEFT - 8, y + 4, "end", tick.label());
  }

  private void grid(double x1, double y1, double x2, double y2) {
    append("<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#ddd\"/>%n", x1, y1, x2, y2);
  }

  private void line(Line line, String color, String dash) {
    append(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\""
            + " stroke-dasharray=\"%s\"/>%n",
        coordinates(line.points()), color, dash);
  }

  /** Without the points beyond the axis, and those that cannot be told from the one before. */
  private String coordinates(List<Point> points) {
    var coordinates = new StringJoiner(" ");
    double lastX = Double.NEGATIVE_INFINITY;
    double lastY = Double.NEGATIVE_INFINITY;
    for (Point point : points) {
      double x = x(point.x());
      double y = y(point.y());
      if (x <= WIDTH - RIGHT && Math.hypot(x - lastX, y - lastY) >= 1) {
        coordinates.add(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
        lastX = x;
        lastY = y;
      }
    }
    return coordinates.toString();
  }

  private void legend(int index) {
    double x = LEFT + LEGEND_LINE;
    double y = TOP + 14 + index * LEGEND_LINE;
    String color = COLORS.get(index % COLORS.size());
    String dash = DASHES.get(index % DASHES.size());
    append(
        "<path d=\"M%.1f %.1fh28\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"/>%n",
        x, y - 4, color, dash);
    text(x + 36, y, "start", plot.lines().get(index).label());
  }

  private void text(double x, double y, String anchor, String text) {
    append("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text);
  }

  private void append(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments));
  }
}
