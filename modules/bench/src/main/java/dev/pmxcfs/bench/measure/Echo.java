package dev.pmxcfs.bench.measure;

import static java.util.stream.Collectors.toMap;

import dev.pmxcfs.bench.process.Load;
import dev.pmxcfs.bench.process.Placement;
import dev.pmxcfs.bench.process.RequestKind;
import dev.pmxcfs.bench.process.ServerProcess;
import dev.pmxcfs.bench.report.Axes;
import dev.pmxcfs.bench.report.Goal;
import dev.pmxcfs.bench.report.Goal.AtLeast;
import dev.pmxcfs.bench.report.Goal.AtMost;
import dev.pmxcfs.bench.report.Plot;
import dev.pmxcfs.bench.report.Plot.Line;
import dev.pmxcfs.bench.report.Plot.Point;
import dev.pmxcfs.bench.report.Row;
import dev.pmxcfs.bench.report.Section;
import dev.pmxcfs.bench.report.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Echoes of 64 bytes: rates, latencies, and what they cost. */
public final class Echo {

  private static final Duration SILENCE = Duration.ofMillis(10);
  private static final double NANOS_PER_MICRO = 1000;

  private static final ToDoubleFunction<Load> P50 = load -> load.times().percentile(0.5);
  private static final ToDoubleFunction<Load> P99 = load -> load.times().percentile(0.99);
  private static final ToDoubleFunction<Load> P999 = load -> load.times().percentile(0.999);

  private final Bench bench;
  private final Placement placement;
  private final ServerProcess ours;
  private final ServerProcess libqb;

  public Echo(Bench bench, Placement placement, ServerProcess ours, ServerProcess libqb) {
    this.bench = bench;
    this.placement = placement;
    this.ours = ours;
    this.libqb = libqb;
  }

  public Section measure() {
    RequestKind kind = bench.echo();
    bench.warmUp(ours, kind);
    Map<Integer, Compared> byClients =
        bench.lengths().echoClients().stream()
            .collect(
                toMap(
                    count -> count,
                    count -> compare(kind, count),
                    (one, another) -> one,
                    LinkedHashMap::new));
    Compared sleeping = compare(kind.withPause(SILENCE), 1);
    return new Section(
        "Echo of 64 bytes, " + placement.label(),
        "",
        rows(byClients, sleeping),
        List.of(latencies(byClients), rates(byClients)));
  }

  private Compared compare(RequestKind kind, int count) {
    String how = kind.pause().isZero() ? "" : ", each after a silence";
    bench.progress("echo, " + clients(count) + how + ", " + placement.label());
    return Compared.measure(
        bench.lengths().rounds(), () -> load(ours, kind, count), () -> load(libqb, kind, count));
  }

  private Load load(ServerProcess server, RequestKind kind, int count) {
    return bench.clients().call(server, kind, count, bench.lengths().run(), placement);
  }

  private static String clients(int count) {
    return count == 1 ? "1 client" : count + " clients";
  }

  // ---- the table -----------------------------------------------------------------------------

  private static List<Row> rows(Map<Integer, Compared> byClients, Compared sleeping) {
    var none = new Goal.None();
    var rateGoals = Map.<Integer, Goal>of(1, new AtLeast(10), 2, new AtLeast(5), 8, new AtLeast(2));
    var rows = new ArrayList<Row>();
    byClients.forEach(
        (count, compared) ->
            rows.add(
                compared.ratio(
                    "requests/s, " + clients(count),
                    rateGoals.getOrDefault(count, none),
                    Unit.THOUSANDS_PER_SECOND,
                    Load::perSecond)));
    for (int count : List.of(1, 2, 8)) {
      rows.add(latency("p50, " + clients(count), byClients.get(count), new AtMost(0.1), P50));
    }
    rows.add(
        byClients
            .get(1)
            .value("p50, 1 client, reader awake", new AtMost(2000), Unit.MICROSECONDS, P50));
    byClients.forEach(
        (count, compared) ->
            rows.add(latency("p99, " + clients(count), compared, new AtMost(1), P99)));
    byClients.forEach(
        (count, compared) -> rows.add(latency("p99.9, " + clients(count), compared, none, P999)));
    rows.add(latency("p50 after 10 ms of silence", sleeping, new AtMost(1), P50));
    rows.add(cost("server CPU per request, 1 client", byClients.get(1), new AtMost(0.4)));
    rows.add(cost("server CPU per request, 8 clients", byClients.get(8), new AtMost(0.6)));
    rows.add(
        byClients
            .get(8)
            .value("slowest of 8 clients / fastest", new AtLeast(0.5), Unit.RATIO, Load::fairness));
    return rows;
  }

  private static Row latency(
      String what, Compared compared, Goal goal, ToDoubleFunction<Load> percentile) {
    return compared.ratio(what, goal, Unit.MICROSECONDS, percentile);
  }

  private static Row cost(String what, Compared compared, Goal goal) {
    return compared.ratio(what, goal, Unit.MICROSECONDS, Load::nanosOfServer);
  }

  // ---- the plots -----------------------------------------------------------------------------

  private Plot latencies(Map<Integer, Compared> byClients) {
    var lines = new ArrayList<Line>();
    for (int count : List.of(1, 2, 8)) {
      lines.add(latency("this server, " + clients(count), byClients.get(count).ours()));
      lines.add(latency("libqb's, " + clients(count), byClients.get(count).other()));
    }
    return new Plot(
        "latency-" + file(),
        "Latency of an echo, " + placement.label(),
        Axes.shares("share of the requests that are answered in that time"),
        Axes.powersOfTen("µs", lines),
        lines);
  }

  private static Line latency(String label, List<Load> loads) {
    List<Point> points =
        Compared.times(loads).tails().stream()
            .map(tail -> new Point(1 / tail.share(), tail.nanos() / NANOS_PER_MICRO))
            .toList();
    return new Line(label, points);
  }

  private Plot rates(Map<Integer, Compared> byClients) {
    List<Line> lines =
        List.of(
            rate("this server", byClients, compared -> compared.ours(Load::perSecond)),
            rate("libqb's", byClients, compared -> compared.other(Load::perSecond)));
    return new Plot(
        "requests-" + file(),
        "Echoes per second, " + placement.label(),
        Axes.of("clients", true, byClients.keySet().stream().mapToDouble(count -> count).toArray()),
        Axes.fromZero("per second", lines),
        lines);
  }

  private static Line rate(
      String label, Map<Integer, Compared> byClients, ToDoubleFunction<Compared> rate) {
    List<Point> points =
        byClients.entrySet().stream()
            .map(entry -> new Point(entry.getKey(), rate.applyAsDouble(entry.getValue())))
            .toList();
    return new Line(label, points);
  }

  private String file() {
    return placement.name().toLowerCase(Locale.ROOT);
  }
}
