package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.Load;
import dev.pmxcfs.bench.process.Placement;
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
import java.util.List;
import java.util.stream.IntStream;

/** Many connections, of which few or none have anything to say. */
public final class Connections {

  private static final int BUSY = 8;
  private static final int STEPS = 4;

  /** Small rings: what a connection costs beside them is asked. */
  private static final int MAX_MESSAGE = 4096;

  private static final int KIB = 1024;
  private static final int CONNECTIONS_PER_READER = 100;
  private static final String READER_THREADS = "qb-reader";

  private final Bench bench;
  private final ServerProcess ours;
  private final ServerProcess libqb;
  private final int most;

  public Connections(Bench bench, ServerProcess ours, ServerProcess libqb) {
    this.bench = bench;
    this.ours = ours;
    this.libqb = libqb;
    this.most = bench.lengths().connections();
  }

  public Section measure() {
    bench.warmUp(ours, bench.echo());
    var rows = new ArrayList<Row>();
    rows.addAll(idle());
    List<Compared> busy = new ArrayList<>();
    List<Integer> idle =
        IntStream.rangeClosed(0, STEPS).map(i -> most * i / STEPS).boxed().toList();
    idle.forEach(count -> busy.add(busyBeside(count)));
    double alone = busy.get(0).ours(Load::perSecond);
    double among = busy.get(STEPS).ours(Load::perSecond);
    Unit unit = Unit.THOUSANDS_PER_SECOND;
    rows.add(
        Row.ratio(
            "requests/s of 8 among " + most + ", other: the same 8 alone",
            new AtLeast(0.9),
            unit,
            among,
            alone));
    rows.add(
        busy.get(STEPS)
            .ratio(
                "requests/s of 8 among " + most + ", other: libqb's",
                new Goal.None(),
                unit,
                Load::perSecond));
    return new Section(
        most + " connections",
        "Without pinning. Memory is what is neither shared nor a file's, garbage included.",
        rows,
        List.of(plot(idle, busy)));
  }

  // ---- idle connections ----------------------------------------------------------------------

  private record Idle(double memoryEach, double processorShare, double readers) {}

  private List<Row> idle() {
    bench.progress(most + " idle connections");
    Idle us = idle(ours);
    Idle them = idle(libqb);
    return List.of(
        Row.value(
            most + " idle: CPU, share of one core",
            new AtMost(0.005),
            Unit.PERCENT,
            us.processorShare(),
            them.processorShare()),
        Row.value(
            most + " idle: reader threads",
            new AtMost((double) most / CONNECTIONS_PER_READER),
            Unit.COUNT,
            us.readers()),
        Row.value(
            most + " idle: memory of each beyond its rings",
            new AtMost(16 * KIB),
            Unit.KIB,
            us.memoryEach(),
            them.memoryEach()));
  }

  private Idle idle(ServerProcess server) {
    // one after the other, so that compiling the code is not attributed to a connection
    bench.clients().connect(server, MAX_MESSAGE, 1, bench.lengths().warmUp(), Placement.FREE);
    long before = server.privateBytes();
    var held = bench.clients().hold(server, MAX_MESSAGE, most);
    try (held) {
      // what connecting has left to be compiled is not idleness
      bench.sleep(bench.lengths().idle().dividedBy(2));
      long memory = server.privateBytes() - before;
      Duration used = server.processorTime();
      bench.sleep(bench.lengths().idle());
      used = server.processorTime().minus(used);
      return new Idle(
          (double) memory / most,
          (double) used.toNanos() / bench.lengths().idle().toNanos(),
          server.threads(READER_THREADS));
    }
  }

  // ---- some have -----------------------------------------------------------------------------

  private Compared busyBeside(int idle) {
    bench.progress(BUSY + " busy connections beside " + idle + " idle ones");
    return Compared.measure(
        bench.lengths().rounds(), () -> busyBeside(ours, idle), () -> busyBeside(libqb, idle));
  }

  private Load busyBeside(ServerProcess server, int idle) {
    var held = bench.clients().hold(server, MAX_MESSAGE, idle);
    try (held) {
      return bench
          .clients()
          .call(server, bench.echo(), BUSY, bench.lengths().run(), Placement.FREE);
    }
  }

  private Plot plot(List<Integer> idle, List<Compared> busy) {
    var ours = new ArrayList<Point>();
    var theirs = new ArrayList<Point>();
    for (int i = 0; i < idle.size(); i++) {
      ours.add(new Point(idle.get(i), busy.get(i).ours(Load::perSecond)));
      theirs.add(new Point(idle.get(i), busy.get(i).other(Load::perSecond)));
    }
    List<Line> lines = List.of(new Line("this server", ours), new Line("libqb's", theirs));
    return new Plot(
        "connections",
        "Echoes per second of 8 busy clients beside idle connections",
        Axes.of("idle connections", false, idle.stream().mapToDouble(count -> count).toArray()),
        Axes.fromZero("per second", lines),
        lines);
  }
}
