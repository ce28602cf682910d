package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.FileClients;
import dev.pmxcfs.bench.process.Load;
import dev.pmxcfs.bench.process.NodeProgram;
import dev.pmxcfs.bench.process.PmxcfsCluster;
import dev.pmxcfs.bench.process.PmxcfsNode;
import dev.pmxcfs.bench.process.PmxcfsNode.Start;
import dev.pmxcfs.bench.report.Goal;
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
import java.util.function.Function;

/** What it costs a node to be one of a cluster: its start, its disk and its memory. */
public final class ClusterNodes {

  /** How long C pmxcfs took on another machine of two cores, in seconds. */
  private static final double SYNCED_ELSEWHERE = 0.315;

  private static final double READY_ELSEWHERE = 1.02;

  /** As much, but for what checkpoints make of it. */
  private static final Goal SAME = new AtMost(1.05);

  private static final int NODES = 3;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MIB = 1024 * 1024;

  /** Of the size that configurations of guests have. */
  private static final String MANY_FILES =
      "mkdir many && i=0 && while [ $i -lt 5000 ]; do"
          + " printf %0$((300 + i * 7 % 1200))d $i > many/$i.conf || exit; i=$((i + 1)); done";

  /** Memory that is touched in the beginning, as otherwise garbage is what would be compared. */
  private static final Map<String, String> WHOLE_HEAP =
      Map.of("PMXCFS_IPC_JAVA_OPTS", "-Xms128m -Xmx128m -XX:+AlwaysPreTouch");

  private final Bench bench;
  private final NodeProgram own;
  private final NodeProgram local;
  private final Optional<NodeProgram> c;

  /**
   * @param launcher of the program
   * @param cPmxcfs the binary of C pmxcfs, if there is one
   */
  public ClusterNodes(Bench bench, Path launcher, Optional<Path> cPmxcfs) {
    this.bench = bench;
    own = NodeProgram.own(launcher);
    local = NodeProgram.own(launcher, "--local");
    c = cPmxcfs.map(NodeProgram::c);
  }

  public List<Section> measure() {
    return List.of(joining(), disk(), memory());
  }

  private <T> T with(String name, int nodes, Function<PmxcfsCluster, T> measurement) {
    try (var cluster = PmxcfsCluster.create(bench.servers(), name, nodes)) {
      return measurement.apply(cluster);
    }
  }

  // ---- joining -------------------------------------------------------------------------------

  private Section joining() {
    List<Start> ours = with("join", 2, cluster -> joins(cluster, own));
    List<Start> others =
        c.map(program -> with("c-join", 2, cluster -> joins(cluster, program))).orElse(List.of());
    String who = c.isPresent() ? ", other: C pmxcfs" : ", other: C pmxcfs elsewhere";
    return new Section(
        "An empty node joins another one, with 5,000 files",
        "From exec on; corosync runs already. Ready is when clients and the mount are served, synced"
            + " when the log says that the other one's tree is taken over.",
        List.of(
            Row.value(
                "exec to ready" + who,
                new AtMost(0.8),
                Unit.SECONDS,
                median(ours, Start::ready),
                c.isPresent() ? median(others, Start::ready) : READY_ELSEWHERE),
            Row.ratio(
                "exec to synced" + who,
                new AtMost(0.7),
                Unit.SECONDS,
                median(ours, Start::synced),
                c.isPresent() ? median(others, Start::synced) : SYNCED_ELSEWHERE),
            Row.value(
                "of that, from joining on" + who,
                new Goal.None(),
                Unit.SECONDS,
                median(ours, ClusterNodes::syncing),
                c.isPresent() ? median(others, ClusterNodes::syncing) : Double.NaN)),
        List.of());
  }

  private static Duration syncing(Start start) {
    return start.synced().minus(start.joined());
  }

  private static double median(List<Start> starts, Function<Start, Duration> time) {
    return Medians.of(starts, start -> time.apply(start).toNanos() / NANOS_PER_SECOND);
  }

  private List<Start> joins(PmxcfsCluster cluster, NodeProgram program) {
    bench.progress("how a node with " + program.name() + " joins 5,000 files");
    cluster.start(program, Map.of());
    cluster.node(1).run(MANY_FILES);
    var starts = new ArrayList<Start>();
    for (int round = 0; round < bench.lengths().rounds(); round++) {
      cluster.node(2).forget();
      starts.add(cluster.node(2).join(program));
    }
    return starts;
  }

  // ---- disk ----------------------------------------------------------------------------------

  private Section disk() {
    var rows = new ArrayList<Row>();
    for (String operation : List.of("write", "replace", "create")) {
      bench.progress("what " + operation + " costs the disks of nodes");
      double alone =
          with("disk-local-" + operation, NODES, cluster -> writtenAlone(cluster, operation));
      double most =
          with("disk-" + operation, NODES, cluster -> writtenTogether(cluster, operation));
      rows.add(
          Row.ratio(
              "the client's " + operation + ", the node with the most of 3, other: --local",
              SAME,
              Unit.BYTES,
              most,
              alone));
    }
    return new Section(
        "The disk of nodes of a cluster",
        "What each operation of one client has had a node write (write_bytes of its process), beside"
            + " a node that is by itself and has the same files; with new databases.",
        rows,
        List.of());
  }

  private double writtenTogether(PmxcfsCluster cluster, String operation) {
    cluster.start(own, Map.of());
    return written(cluster.nodes(), operation);
  }

  /** By one that has the same files as those together. */
  private double writtenAlone(PmxcfsCluster cluster, String operation) {
    PmxcfsNode node = cluster.node(1);
    node.start(local, Map.of());
    node.run("cat /run/corosync.conf > corosync.conf");
    node.run("for id in 1 2 3; do echo text > from-$id || exit; done");
    return written(List.of(node), operation);
  }

  /** For each operation, a share of the checkpoints in between included; the most of all nodes. */
  private double written(List<PmxcfsNode> nodes, String operation) {
    Duration run = bench.lengths().run();
    PmxcfsNode first = nodes.get(0);
    try (var clients = FileClients.start(bench.servers(), first.mounted(), operation, 1, run)) {
      List<Long> before = nodes.stream().map(ClusterNodes::written).toList();
      Load load = clients.measure();
      first.run("echo text > end");
      double most = 0;
      for (int i = 0; i < before.size(); i++) {
        most = Math.max(most, written(nodes.get(i)) - before.get(i));
      }
      return most / load.count();
    }
  }

  private static long written(PmxcfsNode node) {
    return node.server().writtenBytes();
  }

  // ---- memory --------------------------------------------------------------------------------

  private Section memory() {
    bench.progress("the memory of a node");
    double alone = with("memory-local", 1, cluster -> resident(cluster, local));
    double among = with("memory", 3, cluster -> resident(cluster, own));
    return new Section(
        "The memory of a node of a cluster",
        "One of three nodes beside one that is by itself, both with 5,000 files that were written"
            + " through the mount, and with a heap of 128 MiB that is touched in the beginning.",
        List.of(
            Row.value(
                "resident memory above that of --local",
                new AtMost(40 * MIB),
                Unit.MIB,
                among - alone)),
        List.of());
  }

  private double resident(PmxcfsCluster cluster, NodeProgram program) {
    cluster.start(program, WHOLE_HEAP);
    cluster.node(1).run(MANY_FILES);
    return cluster.node(1).server().residentBytes();
  }
}
