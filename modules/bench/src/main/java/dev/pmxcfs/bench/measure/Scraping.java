package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.Load;
import dev.pmxcfs.bench.process.Placement;
import dev.pmxcfs.bench.process.RequestKind;
import dev.pmxcfs.bench.process.Scrapers;
import dev.pmxcfs.bench.process.ServerProcess;
import dev.pmxcfs.bench.report.Goal;
import dev.pmxcfs.bench.report.Row;
import dev.pmxcfs.bench.report.Section;
import dev.pmxcfs.bench.report.Unit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A client of {@code serve --metrics} beside others that ask over HTTP as fast as they can. */
public final class Scraping {

  private static final int SCRAPERS = 4;
  private static final List<String> PATHS = List.of("/metrics", "/health");
  private static final Duration PAUSE = Duration.ofMillis(1);

  private static final ToDoubleFunction<Load> P50 = load -> load.times().percentile(0.5);
  private static final ToDoubleFunction<Load> P99 = load -> load.times().percentile(0.99);

  private final Bench bench;
  private final Path database;

  public Scraping(Bench bench, Path database) {
    this.bench = bench;
    this.database = database;
  }

  public Section measure() {
    int port = Scrapers.freePort();
    RequestKind kind = new PmxcfsRequests(bench.scratch()).fsVersion().withPause(PAUSE);
    var rows = new ArrayList<Row>();
    try (var server = bench.servers().serve(Placement.FREE, database, port)) {
      bench.warmUp(server, kind);
      for (String path : PATHS) {
        rows.addAll(rows(server, kind, port, path));
      }
    }
    return new Section(
        "Beside four scrapers, without pinning",
        "GET_FS_VERSION, a request a millisecond, while four others ask over HTTP as fast as they"
            + " can; other: the same server without them.",
        rows,
        List.of());
  }

  private List<Row> rows(ServerProcess server, RequestKind kind, int port, String path) {
    bench.progress("a client beside scrapers of " + path);
    var rates = new ArrayList<Double>();
    var compared =
        Compared.measure(
            bench.lengths().rounds(),
            () -> {
              try (var scrapers = Scrapers.start(SCRAPERS, port, path)) {
                Load load = load(server, kind);
                rates.add(scrapers.perSecond());
                return load;
              }
            },
            () -> load(server, kind));
    return List.of(
        compared.ratio("p50 beside " + path, new Goal.AtMost(1.5), Unit.MICROSECONDS, P50),
        compared.ratio("p99 beside " + path, new Goal.None(), Unit.MICROSECONDS, P99),
        Row.value(
            "answers/s of " + path,
            new Goal.None(),
            Unit.THOUSANDS_PER_SECOND,
            Medians.of(rates, Double::doubleValue)));
  }

  private Load load(ServerProcess server, RequestKind kind) {
    return bench.clients().call(server, kind, 1, bench.lengths().run(), Placement.FREE);
  }
}
