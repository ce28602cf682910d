package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.FileClients;
import dev.pmxcfs.bench.process.Load;
import dev.pmxcfs.bench.process.NodeProgram;
import dev.pmxcfs.bench.process.Placement;
import dev.pmxcfs.bench.process.PmxcfsCluster;
import dev.pmxcfs.bench.process.PmxcfsNode;
import dev.pmxcfs.bench.process.RequestKind;
import dev.pmxcfs.bench.report.Goal;
import dev.pmxcfs.bench.report.Goal.AtLeast;
import dev.pmxcfs.bench.report.Goal.AtMost;
import dev.pmxcfs.bench.report.Row;
import dev.pmxcfs.bench.report.Section;
import dev.pmxcfs.bench.report.Unit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Clusters of one to three nodes with this program, on real corosyncs, beside those with C pmxcfs
 * if that is at hand. All clients are on one node, and all nodes on this machine.
 */
public final class Clusters {

  private static final List<Integer> SIZES = List.of(1, 2, 3);
  private static final int MANY = 8;
  private static final String KEY = "bench";

  /** The client's words for what it does to files. */
  private static final String WRITE = "write";

  private static final String REPLACE = "replace";

  private static final ToDoubleFunction<Load> P50 = load -> load.times().percentile(0.5);
  private static final ToDoubleFunction<Load> P99 = load -> load.times().percentile(0.99);

  private final Bench bench;
  private final NodeProgram own;
  private final Optional<NodeProgram> c;

  /**
   * What is measured.
   *
   * @param label for people
   * @param clients how many
   * @param number of a load
   * @param goal for it divided by C pmxcfs's
   * @param elsewhere C pmxcfs's on another machine of two cores, with one node, two and three
   */
  private record Measured(
      String label,
      int clients,
      ToDoubleFunction<Load> number,
      Unit unit,
      Goal goal,
      List<Double> elsewhere) {

    Row row(int nodes, Compared loads, boolean isHere) {
      return isHere
          ? loads.ratio(label + ", other: C pmxcfs", goal, unit, number)
          : Row.ratio(
              label + ", other: C pmxcfs elsewhere",
              goal,
              unit,
              loads.ours(number),
              elsewhere.get(nodes - 1));
    }
  }

  private static final Measured ONE_WRITER =
      new Measured(
          "write 100 B, 1 client, p50",
          1,
          P50,
          Unit.MICROSECONDS,
          new AtMost(0.8),
          List.of(203e3, 226e3, 267e3));
  private static final Measured WRITERS =
      new Measured(
          "write 100 B, 8 clients, per second",
          MANY,
          Load::perSecond,
          Unit.THOUSANDS_PER_SECOND,
          new AtLeast(2),
          List.of(10_300.0, 8_400.0, 7_800.0));
  private static final Measured REPLACERS =
      new Measured(
          "write 80 B + rename over, 8 clients, per second",
          MANY,
          Load::perSecond,
          Unit.THOUSANDS_PER_SECOND,
          new AtLeast(4),
          List.of(1_500.0, 1_200.0, 1_200.0));
  private static final Measured PUBLISHERS =
      new Measured(
          "SET_STATUS, 8 clients, per second",
          MANY,
          Load::perSecond,
          Unit.THOUSANDS_PER_SECOND,
          new AtLeast(5),
          List.of(35e3, 30e3, 36e3));

  /**
   * @param launcher of the program
   * @param cPmxcfs the binary of C pmxcfs, if there is one
   */
  public Clusters(Bench bench, Path launcher, Optional<Path> cPmxcfs) {
    this.bench = bench;
    own = NodeProgram.own(launcher);
    c = cPmxcfs.map(NodeProgram::c);
  }

  /** The sections for each number of nodes. */
  public List<Section> measure() {
    var sections = new ArrayList<Section>();
    for (int nodes : SIZES) {
      sections.add(section(nodes));
    }
    return sections;
  }

  private Section section(int nodes) {
    var rows = new ArrayList<Row>();
    var clusters = new ArrayList<PmxcfsCluster>();
    try {
      clusters.add(start("cluster" + nodes, nodes, own));
      c.ifPresent(program -> clusters.add(start("c-cluster" + nodes, nodes, program)));
      PmxcfsNode ours = clusters.get(0).node(1);
      Optional<PmxcfsNode> others = c.map(program -> clusters.get(1).node(1));
      warmUp(ours);
      rows.addAll(files(nodes, ours, others, WRITE, ONE_WRITER));
      rows.addAll(files(nodes, ours, others, WRITE, WRITERS));
      rows.addAll(files(nodes, ours, others, REPLACE, REPLACERS));
      rows.add(requests(nodes, ours, others));
    } finally {
      clusters.forEach(PmxcfsCluster::close);
    }
    return new Section(
        "Cluster, " + (nodes == 1 ? "1 node" : nodes + " nodes"),
        "Nodes in namespaces of their own on this machine, each with a corosync and serve --mount;"
            + " the clients are on one of them, and files are opened and closed for each write."
            + " Other: as many nodes with C pmxcfs"
            + (c.isPresent() ? ", in turns." : ", whose figures are from another machine."),
        rows,
        List.of());
  }

  private PmxcfsCluster start(String name, int nodes, NodeProgram program) {
    bench.progress("nothing yet: " + nodes + " nodes with " + program.name() + " are started");
    var cluster = PmxcfsCluster.create(bench.servers(), name, nodes);
    try {
      cluster.start(program, Map.of());
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void warmUp(PmxcfsNode node) {
    bench.progress("nothing yet: the nodes' programs are being compiled");
    Duration time = bench.lengths().warmUp();
    for (String operation : List.of(WRITE, REPLACE)) {
      for (int count : List.of(MANY, 1)) {
        try (var clients = clients(node, operation, count, time)) {
          clients.measure();
        }
      }
    }
    node.clients().call(node.server(), setStatus(), MANY, time, Placement.FREE);
  }

  private FileClients clients(PmxcfsNode node, String operation, int count, Duration time) {
    return FileClients.start(bench.servers(), node.mounted(), operation, count, time);
  }

  private RequestKind setStatus() {
    return new PmxcfsRequests(bench.scratch()).setStatus(KEY);
  }

  private List<Row> files(
      int nodes,
      PmxcfsNode ours,
      Optional<PmxcfsNode> others,
      String operation,
      Measured measured) {
    bench.progress(measured.label() + ", " + nodes + " nodes");
    Duration run = bench.lengths().operationRun();
    try (var our = clients(ours, operation, measured.clients(), run);
        var other =
            others.map(node -> clients(node, operation, measured.clients(), run)).orElse(null)) {
      var loads =
          Compared.measure(
              bench.lengths().rounds(), our::measure, other == null ? Load::none : other::measure);
      var rows = new ArrayList<Row>();
      rows.add(measured.row(nodes, loads, others.isPresent()));
      if (others.isPresent() && measured.number() == P50) {
        rows.add(
            loads.ratio(
                "write 100 B, 1 client, p99, other: C pmxcfs",
                new Goal.None(),
                measured.unit(),
                P99));
      }
      return rows;
    }
  }

  private Row requests(int nodes, PmxcfsNode ours, Optional<PmxcfsNode> others) {
    bench.progress(PUBLISHERS.label() + ", " + nodes + " nodes");
    var loads =
        Compared.measure(
            bench.lengths().rounds(),
            () -> publish(ours),
            () -> others.map(this::publish).orElseGet(Load::none));
    return PUBLISHERS.row(nodes, loads, others.isPresent());
  }

  private Load publish(PmxcfsNode node) {
    Duration run = bench.lengths().operationRun();
    return node.clients().call(node.server(), setStatus(), MANY, run, Placement.FREE);
  }
}
