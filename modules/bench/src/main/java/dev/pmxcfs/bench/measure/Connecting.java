package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.Load;
import dev.pmxcfs.bench.process.Placement;
import dev.pmxcfs.bench.process.RequestKind;
import dev.pmxcfs.bench.process.ServerProcess;
import dev.pmxcfs.bench.report.Goal;
import dev.pmxcfs.bench.report.Goal.AtLeast;
import dev.pmxcfs.bench.report.Row;
import dev.pmxcfs.bench.report.Section;
import dev.pmxcfs.bench.report.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients that connect and disconnect. */
public final class Connecting {

  private final Bench bench;
  private final Placement placement;
  private final ServerProcess ours;
  private final ServerProcess libqb;

  public Connecting(Bench bench, Placement placement, ServerProcess ours, ServerProcess libqb) {
    this.bench = bench;
    this.placement = placement;
    this.ours = ours;
    this.libqb = libqb;
  }

  public Section measure() {
    bench.progress("connecting, " + placement.label());
    load(ours, 1, bench.lengths().warmUp());
    var rows = new ArrayList<Row>();
    rows.add(row(1, new AtLeast(1)));
    rows.add(row(8, new Goal.None()));
    return new Section(
        "Connect and disconnect, rings of 1 MiB, " + placement.label(), "", rows, List.of());
  }

  private Row row(int clients, Goal goal) {
    var compared =
        Compared.measure(
            bench.lengths().rounds(),
            () -> load(ours, clients, bench.lengths().run()),
            () -> load(libqb, clients, bench.lengths().run()));
    String what = "connections/s, " + (clients == 1 ? "1 client" : clients + " clients");
    return compared.ratio(what, goal, Unit.PER_SECOND, Load::perSecond);
  }

  private Load load(ServerProcess server, int clients, Duration duration) {
    return bench.clients().connect(server, RequestKind.MAX_MESSAGE, clients, duration, placement);
  }
}
