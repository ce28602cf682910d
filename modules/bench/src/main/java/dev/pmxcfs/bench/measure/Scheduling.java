package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.Load;
import dev.pmxcfs.bench.process.Placement;
import dev.pmxcfs.bench.process.RequestKind;
import dev.pmxcfs.bench.process.ServerProcess;
import dev.pmxcfs.bench.report.Goal;
import dev.pmxcfs.bench.report.Row;
import dev.pmxcfs.bench.report.Section;
import dev.pmxcfs.bench.report.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What each of the ways pays by which a reader shares out its time: the server as it is, beside
 * itself with one of them off, with operations of several lengths and up to sixteen clients. And
 * the longest waits beside libqb's server at the same throughput.
 */
public final class Scheduling {

  private static final List<Integer> MICROS = List.of(0, 2, 20, 100);
  private static final List<Integer> CLIENTS = List.of(1, 2, 4, 8, 16);
  private static final String ALL_ON = "{}";

  /** Each of them, and the library's options by which it is off. */
  private static final Map<String, String> OFF =
      Map.of(
          "turns", "{\"readerOptions\":{\"scheduling\":\"plain\"}}",
          "the reader's priority", "{\"readerOptions\":{\"nice\":0}}");

  /** As {@link #OFF}, of what concerns long answers. */
  private static final String WITHOUT_WAKE_HALFWAY = "{\"readerOptions\":{\"wakeHalfway\":false}}";

  private static final int LONG_ANSWER = 512 * 1024;

  /** Each has two sections of twenty comparisons: shorter ones than elsewhere, and fewer. */
  private static final int MAX_ROUNDS = 3;

  private static final int CLIENTS_OF_TAILS = 8;

  /** Until the pause of its clients has this server answer as many requests as libqb's. */
  private static final int CALIBRATIONS = 6;

  private static final ToDoubleFunction<Load> P99 = load -> load.times().percentile(0.99);
  private static final ToDoubleFunction<Load> P999 = load -> load.times().percentile(0.999);

  private final Bench bench;

  public Scheduling(Bench bench) {
    this.bench = bench;
  }

  /** Measures all of it, without pinning. */
  public List<Section> measure() {
    var sections = new ArrayList<Section>();
    for (String what : OFF.keySet().stream().sorted().toList()) {
      sections.add(
          new Section(
              "Without " + what, "The other is this server without it.", rows(what), List.of()));
    }
    sections.add(
        new Section(
            "Waking clients half-way",
            "The other is this server without it.",
            halfway(),
            List.of()));
    sections.add(
        new Section(
            "The longest waits at the same throughput",
            "As many requests a second as libqb's server answers: its clients ask at once, this"
                + " server's after a pause if it answers more.",
            tails(),
            List.of()));
    return sections;
  }

  private List<Row> rows(String what) {
    var rows = new ArrayList<Row>();
    for (int micros : MICROS) {
      try (var on = bench.servers().busyEcho(Placement.FREE, micros, ALL_ON);
          var off = bench.servers().busyEcho(Placement.FREE, micros, OFF.get(what))) {
        rows.addAll(rows(what, micros, on, off));
      }
    }
    return rows;
  }

  private List<Row> rows(String what, int micros, ServerProcess on, ServerProcess off) {
    RequestKind kind = bench.echo();
    bench.warmUp(on, kind);
    bench.warmUp(off, kind);
    var rows = new ArrayList<Row>();
    for (int clients : CLIENTS) {
      bench.progress("without " + what + ", " + micros + " µs, " + clients + " clients");
      var compared = compare(kind, clients, on, off);
      String of = micros + " µs, " + clients + (clients == 1 ? " client" : " clients");
      rows.add(
          compared.ratio(
              "requests/s, " + of, new Goal.None(), Unit.THOUSANDS_PER_SECOND, Load::perSecond));
      rows.add(compared.ratio("p99, " + of, new Goal.None(), Unit.MICROSECONDS, P99));
      rows.add(compared.ratio("p99.9, " + of, new Goal.None(), Unit.MICROSECONDS, P999));
    }
    return rows;
  }

  private Compared compare(RequestKind kind, int clients, ServerProcess one, ServerProcess other) {
    int rounds = Math.min(bench.lengths().rounds(), MAX_ROUNDS);
    Duration run = bench.lengths().operationRun();
    return Compared.measure(
        rounds, () -> load(one, kind, clients, run), () -> load(other, kind, clients, run));
  }

  private Load load(ServerProcess server, RequestKind kind, int clients, Duration run) {
    return bench.clients().call(server, kind, clients, run, Placement.FREE);
  }

  private Load loadOfTails(ServerProcess server, RequestKind kind) {
    return load(server, kind, CLIENTS_OF_TAILS, bench.lengths().run());
  }

  private List<Row> halfway() {
    bench.progress("waking clients half-way");
    var rows = new ArrayList<Row>();
    RequestKind large = bench.echo(LONG_ANSWER).withMaxMessage(2 * LONG_ANSWER);
    try (var on = bench.servers().busyEcho(Placement.FREE, 0, ALL_ON);
        var off = bench.servers().busyEcho(Placement.FREE, 0, WITHOUT_WAKE_HALFWAY)) {
      bench.warmUp(on, large);
      bench.warmUp(off, large);
      var compared = compare(large, 1, on, off);
      rows.add(
          compared.ratio(
              "512 KiB answers", new Goal.None(), Unit.GIB_PER_SECOND, Load::bytesPerSecond));
    }
    return rows;
  }

  private List<Row> tails() {
    var rows = new ArrayList<Row>();
    for (int micros : MICROS) {
      try (var ours = bench.servers().busyEcho(Placement.FREE, micros, ALL_ON);
          var libqb = bench.servers().busyLibqb(Placement.FREE, micros)) {
        bench.progress("the longest waits, " + micros + " µs");
        bench.warmUp(ours, bench.echo());
        RequestKind paced = bench.echo().withPause(pauseForAsManyAs(libqb, ours));
        var compared =
            Compared.measure(
                bench.lengths().rounds(),
                () -> loadOfTails(ours, paced),
                () -> loadOfTails(libqb, bench.echo()));
        rows.add(
            compared.ratio(
                "requests/s, " + micros + " µs, 8 clients",
                new Goal.None(),
                Unit.THOUSANDS_PER_SECOND,
                Load::perSecond));
        rows.add(
            compared.ratio(
                "p99.9, " + micros + " µs, 8 clients",
                new Goal.AtMost(3),
                Unit.MICROSECONDS,
                P999));
      }
    }
    return rows;
  }

  /** The pause with which a server answers about as many requests as another one without. */
  private Duration pauseForAsManyAs(ServerProcess other, ServerProcess server) {
    long wanted = nanosBetweenRequests(loadOfTails(other, bench.echo()));
    long least = 0;
    long most = wanted;
    long closest = 0;
    long difference = Math.abs(nanosBetweenRequests(loadOfTails(server, bench.echo())) - wanted);
    for (int i = 0; i < CALIBRATIONS; i++) {
      long pause = (least + most) / 2;
      var paced = bench.echo().withPause(Duration.ofNanos(pause));
      long between = nanosBetweenRequests(loadOfTails(server, paced));
      if (Math.abs(between - wanted) < difference) {
        difference = Math.abs(between - wanted);
        closest = pause;
      }
      if (between < wanted) {
        least = pause;
      } else {
        most = pause;
      }
    }
    return Duration.ofNanos(closest);
  }

  /** From one request of a client to its next one. */
  private static long nanosBetweenRequests(Load load) {
    return (long) (CLIENTS_OF_TAILS * 1e9 / load.perSecond());
  }
}
