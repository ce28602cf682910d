package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.Clients;
import dev.pmxcfs.bench.process.Load;
import dev.pmxcfs.bench.process.Placement;
import dev.pmxcfs.bench.process.RequestKind;
import dev.pmxcfs.bench.process.ServerProcess;
import dev.pmxcfs.bench.report.Goal;
import dev.pmxcfs.bench.report.Goal.AtLeast;
import dev.pmxcfs.bench.report.Goal.AtMost;
import dev.pmxcfs.bench.report.Row;
import dev.pmxcfs.bench.report.Section;
import dev.pmxcfs.bench.report.Unit;
import java.util.List;

/** The library's client beside libqb's, both with libqb's server. */
public final class ClientEnd {

  private static final int EVENTS = 300_000;

  /** An event is 64 bytes long with its header. */
  private static final int EVENT_PAYLOAD = 64 - 24;

  private static final double EVENTS_PER_SECOND = 100_000;

  private final Bench bench;
  private final Placement placement;
  private final ServerProcess libqb;

  public ClientEnd(Bench bench, Placement placement, ServerProcess libqb) {
    this.bench = bench;
    this.placement = placement;
    this.libqb = libqb;
  }

  /** Measures round trips and events. */
  public Section measure() {
    bench.progress("clients, " + placement.label());
    RequestKind echo = bench.echo();
    var trips = compare(clients -> call(clients, echo));
    RequestKind wanted = bench.events(EVENTS, EVENT_PAYLOAD);
    var events = compare(clients -> clients.events(libqb, wanted, EVENTS, placement));
    List<Row> rows =
        List.of(
            trips.ratio(
                "p50 of a round trip",
                new AtMost(1.2),
                Unit.MICROSECONDS,
                load -> load.times().percentile(0.5)),
            trips.ratio(
                "p99 of a round trip",
                new Goal.None(),
                Unit.MICROSECONDS,
                load -> load.times().percentile(0.99)),
            events.value(
                "events/s",
                new AtLeast(EVENTS_PER_SECOND),
                Unit.THOUSANDS_PER_SECOND,
                Load::perSecond));
    return new Section(
        "One client of libqb's server, 64 bytes, " + placement.label(),
        "The library's client, on an event loop, beside libqb's.",
        rows,
        List.of());
  }

  /** What measures clients of one kind. */
  private interface Measurement {

    Load load(Clients clients);
  }

  private Compared compare(Measurement measurement) {
    return Compared.measure(
        bench.lengths().rounds(),
        () -> measurement.load(bench.eventLoopClients()),
        () -> measurement.load(bench.clients()));
  }

  private Load call(Clients clients, RequestKind kind) {
    return clients.call(libqb, kind, 1, bench.lengths().run(), placement);
  }
}
