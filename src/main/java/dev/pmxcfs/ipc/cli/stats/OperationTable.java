package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.cli.base.StandardOutput;
import dev.pmxcfs.ipc.cli.base.TextTable;
import dev.pmxcfs.ipc.stats.OperationReport;
import dev.qbipc.server.Latencies;
import java.util.Comparator;
import java.util.List;

/** The operations in two reports, and what they did between them. */
final class OperationTable {

  private final Increase<OperationReport> increase;
  private final List<OperationReport> now;
  private final Rate rate;

  OperationTable(List<OperationReport> before, List<OperationReport> now, Rate rate) {
    this.increase = new Increase<>(before, OperationReport::id);
    this.now = now;
    this.rate = rate;
  }

  List<String> lines(TopOrder order) {
    var table =
        new TextTable(
            ">REQ/S",
            ">ERR/S",
            ">P50 us",
            ">P99 us",
            ">P99.9 us",
            ">MAX us",
            ">BUSY",
            ">ID",
            "OPERATION",
            "THREADING",
            "MODULE",
            "VERSION");
    Comparator<OperationReport> operations =
        order.by(
            Comparator.comparingLong(this::requestsOf),
            Comparator.comparingLong(this::errorsOf),
            Comparator.comparingLong(operation -> operation.latencies().p99Nanos()),
            Comparator.comparingInt(OperationReport::id));
    for (OperationReport operation : sorted(operations)) {
      Latencies latencies = operation.latencies();
      table.row(
          rate.of(requestsOf(operation)),
          rate.of(errorsOf(operation)),
          Micros.of(latencies, latencies.p50Nanos()),
          Micros.of(latencies, latencies.p99Nanos()),
          Micros.of(latencies, latencies.p999Nanos()),
          Micros.of(latencies, latencies.maxNanos()),
          operation.inFlight(),
          operation.hasId() ? operation.id() : "-",
          StandardOutput.name(operation.name()),
          operation.threading(),
          StandardOutput.name(operation.module()),
          StandardOutput.name(operation.version()));
    }
    return table.lines();
  }

  private List<OperationReport> sorted(Comparator<OperationReport> order) {
    return now.stream().sorted(order).toList();
  }

  private long requestsOf(OperationReport operation) {
    return increase.of(operation, OperationReport::requests);
  }

  private long errorsOf(OperationReport operation) {
    return increase.of(operation, OperationReport::errors);
  }
}
