package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.CPmxcfs;
import dev.pmxcfs.bench.process.FileClients;
import dev.pmxcfs.bench.process.Load;
import dev.pmxcfs.bench.process.Mounted;
import dev.pmxcfs.bench.process.Placement;
import dev.pmxcfs.bench.process.ServerProcess;
import dev.pmxcfs.bench.report.Goal;
import dev.pmxcfs.bench.report.Goal.AtLeast;
import dev.pmxcfs.bench.report.Goal.AtMost;
import dev.pmxcfs.bench.report.Row;
import dev.pmxcfs.bench.report.Section;
import dev.pmxcfs.bench.report.Unit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The mounted configuration, beside others that are mounted at the same time and asked in turns: a
 * C program that answers the kernel from memory, which is the limit, the kernel's own tmpfs, and C
 * pmxcfs if it is at hand.
 */
public final class Mounts {

  private static final List<Integer> CLIENTS = List.of(1, 4, 8);
  private static final int WRITERS = 8;

  /** C pmxcfs's changes by 8 writers; it makes three for each file that is replaced. */
  private static final double REPLACED_BY_C = 10_000 / 3.0;

  /** Memory that is touched in the beginning, as otherwise garbage is what would be compared. */
  private static final Map<String, String> WHOLE_HEAP =
      Map.of("PMXCFS_IPC_JAVA_OPTS", "-Xms64m -Xmx64m -XX:+AlwaysPreTouch");

  /** What is left to be compiled after a load takes some seconds, however short that was. */
  private static final Duration COMPILING = Duration.ofSeconds(10);

  private static final double MIB = 1024 * 1024;

  private static final ToDoubleFunction<Load> P50 = load -> load.times().percentile(0.5);
  private static final ToDoubleFunction<Load> P99 = load -> load.times().percentile(0.99);

  /** Who is asked. */
  private enum Who {
    PROGRAM,
    LIMIT,
    TMPFS,
    C
  }

  private final Bench bench;
  private final Path scratch;
  private final Optional<Path> cPmxcfs;

  /**
   * @param cPmxcfs the binary of C pmxcfs, if there is one
   */
  public Mounts(Bench bench, Optional<Path> cPmxcfs) {
    this.bench = bench;
    this.scratch = bench.scratch().resolve("mounts");
    this.cPmxcfs = cPmxcfs;
  }

  /** The sections for each number of clients, and for what a mount costs. */
  public List<Section> measure() {
    var sections = new ArrayList<Section>();
    var mounts = new EnumMap<Who, Mounted>(Who.class);
    try {
      mounts.put(Who.PROGRAM, program("program", Map.of()));
      mounts.put(Who.LIMIT, Mounted.memory(bench.servers(), scratch.resolve("memory")));
      mounts.put(Who.TMPFS, Mounted.tmpfs(scratch.resolve("tmpfs")));
      cPmxcfs.ifPresent(
          binary ->
              mounts.put(Who.C, Mounted.cPmxcfs(new CPmxcfs(binary, scratch.resolve("c-pmxcfs")))));
      warmUp(mounts.get(Who.PROGRAM));
      for (int clients : CLIENTS) {
        sections.add(section(mounts, clients));
      }
    } finally {
      mounts.values().forEach(Mounted::close);
    }
    sections.add(cost());
    return sections;
  }

  private Mounted program(String name, Map<String, String> environment) {
    return Mounted.program(
        bench.servers(), database(name), scratch.resolve(name).resolve("mount"), environment);
  }

  /** One in a directory of its own, in which nothing else may be mounted. */
  private Path database(String name) {
    Path directory = scratch.resolve(name).resolve("database");
    directory.toFile().mkdirs();
    return directory.resolve("config.db");
  }

  private void warmUp(Mounted program) {
    bench.progress("nothing yet: the mount is being compiled");
    for (FileOperation operation : FileOperation.values()) {
      Duration half = bench.lengths().operationWarmUp().dividedBy(2);
      for (int clients : List.of(1, 4)) {
        try (var started = start(program, operation, clients, half)) {
          started.measure();
        }
      }
    }
  }

  private FileClients start(Mounted mounted, FileOperation operation, int count, Duration time) {
    return FileClients.start(bench.servers(), mounted, operation.command(), count, time);
  }

  private Section section(Map<Who, Mounted> mounts, int clients) {
    var rows = new ArrayList<Row>();
    for (FileOperation operation : FileOperation.values()) {
      bench.progress(operation.label() + " in mounts, " + clients + " clients");
      rows.addAll(rows(operation, clients, loads(mounts, operation, clients)));
    }
    return new Section(
        "Mount, " + (clients == 1 ? "1 client" : clients + " clients"),
        "What programs see of serve --mount. Other: a C program that answers the same requests on"
            + " /dev/fuse from memory (the limit), tmpfs, and C pmxcfs"
            + (cPmxcfs.isPresent() ? "." : ", whose figures are from another machine of two cores.")
            + " A client is a process in a directory of its own.",
        rows,
        List.of());
  }

  /** Who begins changes from round to round. */
  private Map<Who, List<Load>> loads(Map<Who, Mounted> mounts, FileOperation operation, int count) {
    var clients = new EnumMap<Who, FileClients>(Who.class);
    var loads = new EnumMap<Who, List<Load>>(Who.class);
    try {
      mounts.forEach(
          (who, mounted) -> {
            clients.put(who, start(mounted, operation, count, bench.lengths().operationRun()));
            loads.put(who, new ArrayList<>());
          });
      var all = List.copyOf(mounts.keySet());
      for (int round = 0; round < bench.lengths().rounds(); round++) {
        for (int i = 0; i < all.size(); i++) {
          Who who = all.get((round + i) % all.size());
          loads.get(who).add(clients.get(who).measure());
        }
      }
      return loads;
    } finally {
      clients.values().forEach(FileClients::close);
    }
  }

  private static List<Row> rows(FileOperation operation, int clients, Map<Who, List<Load>> loads) {
    var rows = new ArrayList<Row>();
    String p50 = operation.label() + ", p50, other: ";
    rows.add(times(p50 + "the limit", operation.besideLimit(), P50, loads, Who.LIMIT));
    rows.add(times(p50 + "tmpfs", new Goal.None(), P50, loads, Who.TMPFS));
    if (loads.containsKey(Who.C)) {
      rows.add(times(p50 + "C pmxcfs", operation.besideC(), P50, loads, Who.C));
    } else if (clients == 1 && !Double.isNaN(operation.nanosOfC())) {
      double ours = Medians.of(loads.get(Who.PROGRAM), P50);
      rows.add(
          Row.ratio(
              p50 + "C pmxcfs elsewhere",
              operation.besideC(),
              Unit.MICROSECONDS,
              ours,
              operation.nanosOfC()));
    }
    rows.add(
        times(
            operation.label() + ", p99, other: the limit", new Goal.None(), P99, loads, Who.LIMIT));
    rows.add(perSecond(operation.label(), loads, Who.LIMIT, new Goal.None()));
    if (operation == FileOperation.REPLACE && clients == WRITERS) {
      rows.add(writers(operation.label(), loads));
    }
    return rows;
  }

  private static Row times(
      String what, Goal goal, ToDoubleFunction<Load> time, Map<Who, List<Load>> loads, Who other) {
    return Row.ratio(
        what,
        goal,
        Unit.MICROSECONDS,
        Medians.of(loads.get(Who.PROGRAM), time),
        Medians.of(loads.get(other), time));
  }

  private static Row perSecond(String label, Map<Who, List<Load>> loads, Who other, Goal goal) {
    return Row.ratio(
        label + ", per second, other: " + (other == Who.C ? "C pmxcfs" : "the limit"),
        goal,
        Unit.THOUSANDS_PER_SECOND,
        Medians.of(loads.get(Who.PROGRAM), Load::perSecond),
        Medians.of(loads.get(other), Load::perSecond));
  }

  private static Row writers(String label, Map<Who, List<Load>> loads) {
    Goal goal = new AtLeast(3);
    if (loads.containsKey(Who.C)) {
      return perSecond(label, loads, Who.C, goal);
    }
    return Row.ratio(
        label + ", per second, other: C pmxcfs elsewhere",
        goal,
        Unit.THOUSANDS_PER_SECOND,
        Medians.of(loads.get(Who.PROGRAM), Load::perSecond),
        REPLACED_BY_C);
  }

  // ---- what a mount costs while nothing is asked ---------------------------------------------

  /** Memory when it has started, right after the load, and later; and its share of a core then. */
  private record Cost(double newBytes, double busyBytes, double usedBytes, double idleShare) {}

  private Section cost() {
    bench.progress("the memory of a mount");
    Cost with;
    try (Mounted mounted = program("cost", WHOLE_HEAP)) {
      ServerProcess server = mounted.server();
      double started = server.residentBytes();
      for (FileOperation operation : FileOperation.values()) {
        try (var clients = start(mounted, operation, WRITERS, bench.lengths().operationRun())) {
          clients.measure();
        }
      }
      with = cost(server, started);
    }
    Cost without;
    try (ServerProcess server =
        bench.servers().serve(Placement.FREE, database("without"), WHOLE_HEAP)) {
      without = cost(server, server.residentBytes());
    }
    return new Section(
        "What a mount costs",
        "serve --mount beside serve, both with a heap of 64 MiB that is touched in the beginning;"
            + " what was used is what "
            + WRITERS
            + " clients have done everything to that is measured above, once the JVM has compiled"
            + " what it took; at work: right after they have, with what the compiler needs for that.",
        List.of(
            Row.value(
                "memory of a mount, new",
                new AtMost(15 * MIB),
                Unit.MIB,
                with.newBytes() - without.newBytes()),
            Row.value(
                "memory of a mount, used",
                new AtMost(15 * MIB),
                Unit.MIB,
                with.usedBytes() - without.usedBytes()),
            Row.value(
                "memory of a mount, at work",
                new Goal.None(),
                Unit.MIB,
                with.busyBytes() - without.newBytes()),
            Row.value(
                "idle: CPU, share of one core",
                new AtMost(0.005),
                Unit.PERCENT,
                with.idleShare(),
                without.idleShare())),
        List.of());
  }

  private Cost cost(ServerProcess server, double newBytes) {
    double busyBytes = server.residentBytes();
    bench.sleep(COMPILING);
    return new Cost(newBytes, busyBytes, server.residentBytes(), idle(server));
  }

  private double idle(ServerProcess server) {
    Duration before = server.processorTime();
    bench.sleep(bench.lengths().idle());
    Duration used = server.processorTime().minus(before);
    return (double) used.toNanos() / bench.lengths().idle().toNanos();
  }
}
