package dev.pmxcfs.bench;

import dev.pmxcfs.bench.client.EventLoopClient;
import dev.pmxcfs.bench.measure.Bench;
import dev.pmxcfs.bench.measure.ClientEnd;
import dev.pmxcfs.bench.measure.Connecting;
import dev.pmxcfs.bench.measure.Connections;
import dev.pmxcfs.bench.measure.Echo;
import dev.pmxcfs.bench.measure.GarbageCollection;
import dev.pmxcfs.bench.measure.Limits;
import dev.pmxcfs.bench.measure.Operations;
import dev.pmxcfs.bench.measure.PmxcfsFiles;
import dev.pmxcfs.bench.measure.Replies;
import dev.pmxcfs.bench.measure.Scheduling;
import dev.pmxcfs.bench.measure.Scraping;
import dev.pmxcfs.bench.measure.Starting;
import dev.pmxcfs.bench.process.BenchmarkFailedException;
import dev.pmxcfs.bench.process.Clients;
import dev.pmxcfs.bench.process.LimitsProgram;
import dev.pmxcfs.bench.process.Placement;
import dev.pmxcfs.bench.process.Servers;
import dev.pmxcfs.bench.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
    var eventLoopClients = new Clients(EventLoopClient.command(options.libraries()), errors);
    var servers = new Servers(options.launcher(), options.programs(), scratch);
    this.bench = new Bench(servers, clients, eventLoopClients, scratch, options.lengths());
    this.limits =
        new Limits(bench, new LimitsProgram(options.programs().resolve("limits"), errors));
    this.report = new Report(Conditions.describe(options.lengths()), System.out);
    this.database = scratch.resolve("database").resolve("config.db");
  }

  public static void main(String[] arguments) throws IOException {
    Options options = Options.parse(arguments);
    Path scratch = Files.createTempDirectory(options.programs(), "run-");
    try {
      new Main(options, scratch).run();
      Scratch.delete(scratch);
    } catch (BenchmarkFailedException e) {
      System.err.printf("bench: %s%nbench: logs are in %s%n", e.getMessage(), scratch);
      System.exit(1);
    }
  }

  private void run() throws IOException {
    Path files = bench.scratch().resolve("files");
    PmxcfsFiles.write(files);
    Files.createDirectories(database.getParent());
    bench.servers().importFiles(files, database);
    report.add(limits.measure());
    for (Placement placement : Placement.values()) {
      measureAt(placement);
    }
    new Scheduling(bench).measure().forEach(report::add);
    report.add(new Scraping(bench, database).measure());
    report.add(new GarbageCollection(bench).measure());
    report.add(new Starting(bench).measure());
    System.out.printf("%n%s%nreport: %s%n", report.summary(), report.write(options.report()));
  }

  private void measureAt(Placement placement) {
    try (var echo = bench.servers().echo(placement);
        var libqb = bench.servers().libqb(placement);
        var serve = bench.servers().serve(placement, database)) {
      report.add(new Echo(bench, placement, echo, libqb).measure());
      report.add(new Replies(bench, limits, placement, serve, libqb).measure());
      report.add(new Connecting(bench, placement, echo, libqb).measure());
      report.add(new ClientEnd(bench, placement, libqb).measure());
      if (placement == Placement.FREE) {
        new Operations(bench, echo, serve).measure().forEach(report::add);
      }
    }
    if (placement == Placement.FREE) {
      try (var echo = bench.servers().echo(placement);
          var libqb = bench.servers().libqb(placement)) {
        report.add(new Connections(bench, echo, libqb).measure());
      }
    }
  }
}
