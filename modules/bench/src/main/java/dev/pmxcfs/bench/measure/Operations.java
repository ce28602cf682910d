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

/**
 * pmxcfs's operations, beside the echo, and beside what C pmxcfs did on a machine of two cores,
 * which is written down here since it is not at hand.
 */
public final class Operations {

  /** With how many clients C pmxcfs was measured. */
  private static final List<Integer> CLIENTS_OF_C = List.of(1, 2, 8);

  private static final String KEY = "bench";
  private static final List<Double> UNKNOWN = List.of(Double.NaN, Double.NaN, Double.NaN);

  private final Bench bench;
  private final ServerProcess echo;
  private final ServerProcess serve;

  public Operations(Bench bench, ServerProcess echo, ServerProcess serve) {
    this.bench = bench;
    this.echo = echo;
    this.serve = serve;
  }

  /**
   * What is measured.
   *
   * @param besideEcho the goal for its requests per second divided by the echo's
   * @param c what C pmxcfs did, in requests per second with 1, 2 and 8 clients
   * @param besideC the goal for its requests per second divided by C pmxcfs's
   */
  private record Operation(
      String name, RequestKind kind, Goal besideEcho, List<Double> c, Goal besideC) {

    static Operation fixed(String name, RequestKind kind, List<Double> c) {
      return new Operation(name, kind, new AtLeast(0.5), c, new AtLeast(2));
    }

    static Operation large(String name, RequestKind kind, double besideC, List<Double> c) {
      return new Operation(name, kind, new Goal.None(), c, new AtLeast(besideC));
    }

    static Operation told(String name, RequestKind kind) {
      return new Operation(name, kind, new Goal.None(), UNKNOWN, new Goal.None());
    }
  }

  private List<Operation> operations() {
    var requests = new PmxcfsRequests(bench.scratch());
    var four = List.of("lock", "tags", "name", "memory");
    return List.of(
        Operation.fixed("GET_STATUS", requests.getStatus(KEY), List.of(21e3, 46e3, 158e3)),
        Operation.fixed(
            "GET_CONFIG 4 KiB", requests.config(PmxcfsFiles.KIB_4), List.of(20e3, 49e3, 139e3)),
        Operation.fixed("GET_FS_VERSION", requests.fsVersion(), List.of(18e3, 42e3, 101e3)),
        Operation.fixed(
            "VERIFY_TOKEN among " + PmxcfsFiles.TOKENS,
            requests.verifyToken(),
            List.of(20e3, 46e3, 119e3)),
        Operation.fixed("SET_STATUS", requests.setStatus(KEY), List.of(21e3, 52e3, 154e3)),
        Operation.fixed("GET_CLUSTER_INFO", requests.clusterInfo(), UNKNOWN),
        Operation.fixed("LOG_CLUSTER_MSG", requests.logMessage(), UNKNOWN),
        Operation.large("GET_GUEST_LIST", requests.guestList(), 10, List.of(4.4e3, 4.4e3, 4.4e3)),
        Operation.large(
            "one property of all guests",
            requests.propertyOfAllGuests("tags"),
            20,
            List.of(2e3, 2e3, 2e3)),
        Operation.large(
            "four properties of all guests",
            requests.propertiesOfAllGuests(four),
            20,
            List.of(0.8e3, 0.8e3, 0.8e3)),
        Operation.large(
            "GET_CONFIG 512 KiB",
            requests.config(PmxcfsFiles.KIB_512).withMaxMessage(RequestKind.MAX_MESSAGE),
            1.5,
            List.of(8e3, 21e3, 21e3)),
        Operation.told("GET_CLUSTER_LOG", requests.clusterLog()));
  }

  /** The sections for each number of clients. */
  public List<Section> measure() {
    setKey();
    bench.warmUp(echo, bench.echo());
    List<Operation> operations = operations();
    operations.forEach(operation -> bench.warmUpOperation(serve, operation.kind()));
    var sections = new ArrayList<Section>();
    for (int clients : bench.lengths().operationClients()) {
      var rows = new ArrayList<Row>();
      for (Operation operation : operations) {
        rows.addAll(rows(operation, clients, operation.c().get(CLIENTS_OF_C.indexOf(clients))));
      }
      sections.add(section(clients, rows));
    }
    return sections;
  }

  private void setKey() {
    RequestKind set = new PmxcfsRequests(bench.scratch()).setStatus(KEY);
    bench.clients().call(serve, set, 1, Duration.ofMillis(1), Placement.FREE);
  }

  private List<Row> rows(Operation operation, int clients, double c) {
    bench.progress(operation.name() + ", " + clients + " clients");
    var compared =
        Compared.measure(
            bench.lengths().rounds(),
            () -> load(serve, operation.kind(), clients),
            () -> load(echo, bench.echo(), clients));
    Unit unit = Unit.THOUSANDS_PER_SECOND;
    var rows = new ArrayList<Row>();
    rows.add(
        compared.ratio(
            operation.name() + ", other: echo", operation.besideEcho(), unit, Load::perSecond));
    if (!Double.isNaN(c)) {
      rows.add(
          Row.ratio(
              operation.name() + ", other: C pmxcfs",
              operation.besideC(),
              unit,
              compared.ours(Load::perSecond),
              c));
    }
    return rows;
  }

  private static Section section(int clients, List<Row> rows) {
    return new Section(
        "Operations, " + (clients == 1 ? "1 client" : clients + " clients"),
        "Requests per second, without pinning, with "
            + PmxcfsFiles.GUESTS
            + " guests. C pmxcfs's figures are from an earlier run on a machine of two cores.",
        rows,
        List.of());
  }

  private Load load(ServerProcess server, RequestKind kind, int clients) {
    return bench
        .clients()
        .call(server, kind, clients, bench.lengths().operationRun(), Placement.FREE);
  }
}
