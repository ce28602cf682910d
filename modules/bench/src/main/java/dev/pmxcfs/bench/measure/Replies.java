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
import java.util.ArrayList;
import java.util.List;

/** Large replies: files of the configuration, beside libqb's server with bytes that lie ready. */
public final class Replies {

  /** How large a reply is. */
  enum Size {
    KIB_64("64 KiB", 64 * 1024),
    MIB_1("1 MiB", 1024 * 1024);

    private final String label;
    private final int bytes;

    Size(String label, int bytes) {
      this.label = label;
      this.bytes = bytes;
    }

    String label() {
      return label;
    }

    int bytes() {
      return bytes;
    }
  }

  /** Room for the largest reply and its header. */
  private static final int MAX_MESSAGE = 2 * 1024 * 1024;

  private final Bench bench;
  private final Limits limits;
  private final Placement placement;
  private final ServerProcess serve;
  private final ServerProcess libqb;

  public Replies(
      Bench bench, Limits limits, Placement placement, ServerProcess serve, ServerProcess libqb) {
    this.bench = bench;
    this.limits = limits;
    this.placement = placement;
    this.serve = serve;
    this.libqb = libqb;
  }

  public Section measure() {
    var rows = new ArrayList<Row>();
    for (Size size : Size.values()) {
      bench.progress("replies of " + size.label() + ", " + placement.label());
      RequestKind config =
          PmxcfsRequests.config(bench.scratch(), size.bytes()).withMaxMessage(MAX_MESSAGE);
      RequestKind sized = bench.sized(size.bytes()).withMaxMessage(MAX_MESSAGE);
      bench.warmUpOperation(serve, config);
      var compared =
          Compared.measure(
              bench.lengths().rounds(), () -> load(serve, config), () -> load(libqb, sized));
      double ours = compared.ours(Load::bytesPerSecond);
      String what = size.label() + " replies";
      rows.add(compared.ratio(what, new AtLeast(1.5), Unit.GIB_PER_SECOND, Load::bytesPerSecond));
      rows.add(
          Row.ratio(
              what + ", other: two copies on one core",
              new AtLeast(0.7),
              Unit.GIB_PER_SECOND,
              ours,
              limits.bytesCopiedTwice(size.bytes())));
      rows.add(
          Row.ratio(
              what + ", other: memcpy through a ring",
              new Goal.None(),
              Unit.GIB_PER_SECOND,
              ours,
              limits.bytesCopiedAcross(size.bytes())));
    }
    return new Section(
        "Large replies to one client, " + placement.label(),
        "This server answers GET_CONFIG, libqb's with memory that lies ready.",
        rows,
        List.of());
  }

  private Load load(ServerProcess server, RequestKind kind) {
    return bench.clients().call(server, kind, 1, bench.lengths().run(), placement);
  }
}
