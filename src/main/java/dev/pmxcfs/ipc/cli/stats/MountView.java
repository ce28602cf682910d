package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.base.TextTable;
import dev.pmxcfs.ipc.stats.CallReport;
import dev.pmxcfs.ipc.stats.MountReport;
import dev.pmxcfs.ipc.stats.ServiceReport;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The mount in two reports, and what its calls did between them. */
final class MountView {

  private final Optional<MountReport> before;
  private final MountReport now;
  private final Rate rate;
  private final Increase<CallReport> increase;

  private MountView(Optional<MountReport> before, MountReport now, Rate rate) {
    this.before = before;
    this.now = now;
    this.rate = rate;
    this.increase =
        new Increase<>(before.map(MountReport::calls).orElse(List.of()), CallReport::name);
  }

  /** Nothing of a service without a mount. */
  static Optional<MountView> of(ServiceReport before, ServiceReport now, Rate rate) {
    return now.mount().map(mount -> new MountView(before.mount(), mount, rate));
  }

  /** What there is to see at a glance. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "mounted on %s: %s calls/s, %s notifications/s, %d calls wait, %d open,"
            + " %d bytes gathered%s",
        StandardOutput.name(now.directory()),
        rate.of(now.total(CallReport::calls) - past(report -> report.total(CallReport::calls))),
        rate.of(now.notifications() - past(MountReport::notifications)),
        now.waiting(),
        now.openHandles(),
        now.gatheredBytes(),
        now.timeouts() == 0 ? "" : ", " + now.timeouts() + " timeouts");
  }

  private long past(ToLongFunction<MountReport> count) {
    return before.map(count::applyAsLong).orElse(0L);
  }

  /** The kinds of calls. */
  List<String> lines(TopOrder order) {
    var table =
        new TextTable(
            ">CALLS/S", ">ERR/S", ">P50 us", ">P99 us", ">P99.9 us", ">MAX us", ">CALLS", "CALL");
    Comparator<CallReport> calls =
        order.by(
            Comparator.comparingLong(this::callsOf),
            Comparator.comparingLong(this::errorsOf),
            Comparator.comparingLong(call -> call.latencies().p99Nanos()),
            Comparator.comparingInt(now.calls()::indexOf));
    for (CallReport call : now.calls().stream().sorted(calls).toList()) {
      table.row(
          rate.of(callsOf(call)),
          rate.of(errorsOf(call)),
          Micros.of(call.latencies(), call.latencies().p50Nanos()),
          Micros.of(call.latencies(), call.latencies().p99Nanos()),
          Micros.of(call.latencies(), call.latencies().p999Nanos()),
          Micros.of(call.latencies(), call.latencies().maxNanos()),
          call.calls(),
          StandardOutput.name(call.name()));
    }
    return table.lines();
  }

  private long callsOf(CallReport call) {
    return increase.of(call, CallReport::calls);
  }

  private long errorsOf(CallReport call) {
    return increase.of(call, CallReport::errors);
  }
}
