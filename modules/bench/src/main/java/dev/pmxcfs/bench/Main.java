package dev.pmxcfs.bench;

import dev.pmxcfs.bench.client.EventLoopClient;
import dev.pmxcfs.bench.client.GroupMember;
import dev.pmxcfs.bench.measure.Bench;
import dev.pmxcfs.bench.measure.ClientEnd;
import dev.pmxcfs.bench.measure.ClusterNodes;
import dev.pmxcfs.bench.measure.Clusters;
import dev.pmxcfs.bench.measure.Connecting;
import dev.pmxcfs.bench.measure.Connections;
import dev.pmxcfs.bench.measure.DiskWrites;
import dev.pmxcfs.bench.measure.Echo;
import dev.pmxcfs.bench.measure.GarbageCollection;
import dev.pmxcfs.bench.measure.Limits;
import dev.pmxcfs.bench.measure.Mounts;
import dev.pmxcfs.bench.measure.Operations;
import dev.pmxcfs.bench.measure.PmxcfsFiles;
import dev.pmxcfs.bench.measure.ProcessGroups;
import dev.pmxcfs.bench.measure.Replies;
import dev.pmxcfs.bench.measure.Scheduling;
import dev.pmxcfs.bench.measure.Scraping;
import dev.pmxcfs.bench.measure.Starting;
import dev.pmxcfs.bench.process.BenchmarkFailedException;
import dev.pmxcfs.bench.process.Clients;
import dev.pmxcfs.bench.process.CorosyncProcess;
import dev.pmxcfs.bench.process.GroupMembers;
import dev.pmxcfs.bench.process.JavaProgram;
import dev.pmxcfs.bench.process.LimitsProgram;
import dev.pmxcfs.bench.process.Placement;
import dev.pmxcfs.bench.process.Servers;
import dev.pmxcfs.bench.process.ServersAt;
import dev.pmxcfs.bench.report.Report;
import dev.pmxcfs.bench.report.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Measures this server beside libqb's own and writes a report. {@code scripts/bench} calls it.
 *
 * <p>Status 0 if everything was measured, whatever came out; 1 if something could not be.
 */
public final class Main {

  private final Options options;
  private final Bench bench;
  private final Limits limits;
  private final Report report;
  private final Path database;

  private Main(Options options, Path scratch) {
    this.options = options;
    var errors = scratch.resolve("clients.log");
    var clients = new Clients(List.of(options.programs().resolve("client").toString()), errors);
    var eventLoopClients =
        new Clients(JavaProgram.command(EventLoopClient.class, options.libraries()), errors);
    var servers = new Servers(options.launcher(), options.programs(), scratch);
    this.bench = new Bench(servers, clients, eventLoopClients, scratch, options.lengths());
    this.limits =
        new Limits(bench, new LimitsProgram(options.programs().resolve("limits"), errors));
    this.report = new Report(Conditions.describe(options.lengths()), System.out);
    this.database = scratch.resolve("database").resolve("config.db");
  }

  public static void main(String[] arguments) throws IOException {
    Options options = options(arguments);
    Path scratch = Files.createTempDirectory(options.programs(), "run-");
    try {
      new Main(options, scratch).run();
      Scratch.delete(scratch);
    } catch (BenchmarkFailedException e) {
      System.err.printf("bench: %s%nbench: logs are in %s%n", e.getMessage(), scratch);
      System.exit(1);
    }
  }

  private static Options options(String[] arguments) {
    try {
      return Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(1);
      throw e;
    }
  }

  private void run() throws IOException {
    Path files = bench.scratch().resolve("files");
    PmxcfsFiles.write(files);
    Files.createDirectories(database.getParent());
    bench.servers().importFiles(files, database);
    add(Part.LIMITS, limits::measure);
    for (Placement placement : Placement.values()) {
      measureAt(placement);
    }
    if (options.measures(Part.SCHEDULING)) {
      new Scheduling(bench).measure().forEach(report::add);
    }
    add(Part.SCRAPING, () -> new Scraping(bench, database).measure());
    add(Part.COROSYNC, this::measureCorosync);
    if (options.measures(Part.MOUNT)) {
      new Mounts(bench, options.cPmxcfs()).measure().forEach(report::add);
    }
    if (options.measures(Part.DISK)) {
      new DiskWrites(bench).measure().forEach(report::add);
    }
    if (options.measures(Part.CLUSTER)) {
      new Clusters(bench, options.launcher(), options.cPmxcfs()).measure().forEach(report::add);
    }
    if (options.measures(Part.NODES)) {
      new ClusterNodes(bench, options.launcher(), options.cPmxcfs()).measure().forEach(report::add);
    }
    add(Part.COLLECTION, () -> new GarbageCollection(bench).measure());
    add(Part.STARTING, () -> new Starting(bench).measure());
    System.out.printf("%n%s%nreport: %s%n", report.summary(), report.write(options.report()));
  }

  private void measureAt(Placement placement) {
    try (var at = new ServersAt(bench.servers(), placement, database)) {
      add(Part.ECHO, () -> new Echo(bench, placement, at.echo(), at.libqb()).measure());
      add(
          Part.REPLIES,
          () -> new Replies(bench, limits, placement, at.serve(), at.libqb()).measure());
      add(Part.CONNECTING, () -> new Connecting(bench, placement, at.echo(), at.libqb()).measure());
      add(Part.CLIENTS, () -> new ClientEnd(bench, placement, at.libqb()).measure());
      if (placement == Placement.FREE && options.measures(Part.OPERATIONS)) {
        new Operations(bench, at.echo(), at.serve()).measure().forEach(report::add);
      }
    }
    if (placement == Placement.FREE) {
      try (var at = new ServersAt(bench.servers(), placement, database)) {
        add(Part.CONNECTIONS, () -> new Connections(bench, at.echo(), at.libqb()).measure());
      }
    }
  }

  private Section measureCorosync() {
    try (var corosync = CorosyncProcess.start(bench.scratch(), options.programs())) {
      Path errors = bench.scratch().resolve("members.log");
      var command = corosync.member(GroupMember.class, options.libraries());
      var ours = new GroupMembers(corosync, command, "library", errors);
      var libcpg = new GroupMembers(corosync, corosync.member(), "libcpg", errors);
      return new ProcessGroups(bench, ours, libcpg).measure();
    }
  }

  /** Measures a part, if it was asked for. */
  private void add(Part part, Supplier<Section> measurement) {
    if (options.measures(part)) {
      report.add(measurement.get());
    }
  }
}
