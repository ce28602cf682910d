package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.Placement;
import dev.pmxcfs.bench.process.RequestKind;
import dev.pmxcfs.bench.process.ServerProcess;
import dev.pmxcfs.bench.report.Goal.AtMost;
import dev.pmxcfs.bench.report.Row;
import dev.pmxcfs.bench.report.Section;
import dev.pmxcfs.bench.report.Unit;
import java.util.ArrayList;
import java.util.List;

/** The start of {@code serve} on a new database, and its memory with few connections. */
public final class Starting {

  private static final int CONNECTIONS = 10;
  private static final double MIB = 1024 * 1024;
  private static final double MILLIS_PER_SECOND = 1000;

  private final Bench bench;

  public Starting(Bench bench) {
    this.bench = bench;
  }

  private record Started(double seconds, double residentBytes) {}

  public Section measure() {
    bench.progress("the start of serve");
    var starts = new ArrayList<Started>();
    for (int round = 0; round < bench.lengths().rounds(); round++) {
      starts.add(start(round));
    }
    return new Section(
        "The start of serve",
        "From exec of the launcher to the ready line, the program built and the database new;"
            + " then with "
            + CONNECTIONS
            + " connections of 1 MiB.",
        List.of(
            Row.value(
                "exec to ready",
                new AtMost(0.6),
                Unit.SECONDS,
                Medians.of(starts, Started::seconds)),
            Row.value(
                "resident memory",
                new AtMost(120 * MIB),
                Unit.MIB,
                Medians.of(starts, Started::residentBytes))),
        List.of());
  }

  private Started start(int round) {
    var database = bench.scratch().resolve("start-" + round).resolve("config.db");
    database.getParent().toFile().mkdirs();
    try (ServerProcess server = bench.servers().serve(Placement.FREE, database)) {
      var held = bench.clients().hold(server, RequestKind.MAX_MESSAGE, CONNECTIONS);
      try (held) {
        return new Started(
            server.untilReady().toMillis() / MILLIS_PER_SECOND, server.residentBytes());
      }
    }
  }
}
