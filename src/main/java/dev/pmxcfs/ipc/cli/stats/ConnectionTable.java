package dev.pmxcfs.ipc.cli.stats;

import dev.pmxcfs.ipc.cli.base.TextTable;
import dev.pmxcfs.ipc.stats.ConnectionReport;
import dev.pmxcfs.ipc.stats.ProcessUsage;
import java.util.Comparator;
import java.util.List;

/** The connections in two reports, and what they did between them. */
final class ConnectionTable {

  private final Increase<ConnectionReport> increase;
  private final List<ConnectionReport> now;
  private final Rate rate;

  ConnectionTable(List<ConnectionReport> before, List<ConnectionReport> now, Rate rate) {
    this.increase = new Increase<>(before, ConnectionReport::id);
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
    return increase.of(connection, ConnectionReport::requests);
  }
}
