package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.cli.base.TextTable;
import dev.pmxcfs.ipc.stats.ConnectionReport;
import dev.pmxcfs.ipc.stats.ProcessUsage;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The connections in two reports, and what they did between them. */
final class ConnectionTable {

  private final Map<Long, ConnectionReport> before;
  private final List<ConnectionReport> now;
  private final Rate rate;

  ConnectionTable(List<ConnectionReport> before, List<ConnectionReport> now, Rate rate) {
    this.before =
        before.stream().collect(Collectors.toMap(ConnectionReport::id, Function.identity()));
    this.now = now;
    this.rate = rate;
  }

  List<String> lines(TopOrder order) {
    var table =
        new TextTable(
            ">REQ/S",
            ">REQUESTS",
            ">EVENTS",
            ">QUEUE",
            ">FLOW",
            ">ID",
            ">PID",
            ">UID",
            "MAY",
            "COMMAND");
    Comparator<ConnectionReport> connections =
        order.by(
            Comparator.comparingLong(this::requestsOf),
            Comparator.comparingInt(ConnectionReport::eventQueue),
            Comparator.comparingLong(ConnectionReport::requests),
            Comparator.comparingLong(ConnectionReport::id));
    for (ConnectionReport connection : sorted(connections)) {
      table.row(
          rate.of(requestsOf(connection)),
          connection.requests(),
          connection.events(),
          connection.eventQueue(),
          connection.flowControl(),
          connection.id(),
          connection.pid(),
          connection.uid(),
          connection.readOnly() ? "read" : "write",
          ProcessUsage.command(connection.pid()));
    }
    return table.lines();
  }

  private List<ConnectionReport> sorted(Comparator<ConnectionReport> order) {
    return now.stream().sorted(order).toList();
  }

  private long requestsOf(ConnectionReport connection) {
    ConnectionReport earlier = before.get(connection.id());
    return connection.requests() - (earlier == null ? 0 : earlier.requests());
  }
}
