package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.Load;
import dev.pmxcfs.bench.process.Placement;
import dev.pmxcfs.bench.process.ServerProcess;
import dev.pmxcfs.bench.report.Goal.AtMost;
import dev.pmxcfs.bench.report.Row;
import dev.pmxcfs.bench.report.Section;
import dev.pmxcfs.bench.report.Unit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What an echo allocates and how long collections take, by the log of the JVM itself. */
public final class GarbageCollection {

  private static final int CLIENTS = 8;

  /** The launcher's -Xmn: what can have been allocated where there was one collection at most. */
  private static final double TWO_NURSERIES = 2 * 16.0 * 1024 * 1024;

  private final Bench bench;

  public GarbageCollection(Bench bench) {
    this.bench = bench;
  }

  public Section measure() {
    bench.progress("collections under full load");
    Path log = bench.scratch().resolve("gc.log");
    var options = Map.of("JDK_JAVA_OPTIONS", CollectionLog.OPTION + log + CollectionLog.DECORATION);
    try (ServerProcess server = bench.servers().echo(Placement.FREE, options)) {
      bench.warmUp(server, bench.echo());
      load(server, bench.lengths().warmUp());
      CollectionLog before = CollectionLog.read(log);
      Load load = load(server, bench.lengths().fullLoad());
      return section(load, CollectionLog.read(log).without(before));
    }
  }

  private Load load(ServerProcess server, Duration duration) {
    return bench.clients().call(server, bench.echo(), CLIENTS, duration, Placement.FREE);
  }

  private Section section(Load load, CollectionLog log) {
    long seconds = bench.lengths().fullLoad().toSeconds();
    double perSecond = log.allocatedBytesPerSecond();
    boolean isKnown = !Double.isNaN(perSecond);
    double allocated = isKnown ? perSecond : TWO_NURSERIES / seconds;
    return new Section(
        "Garbage of " + seconds + " s of full load",
        CLIENTS + " clients, without pinning.",
        List.of(
            Row.value(
                "allocation per echo" + (isKnown ? "" : ", at the very most"),
                new AtMost(200),
                Unit.BYTES,
                allocated / load.perSecond()),
            Row.value(
                "longest of " + log.count() + " collections",
                new AtMost(0.001),
                Unit.MILLISECONDS,
                log.longestSeconds())),
        List.of());
  }
}
