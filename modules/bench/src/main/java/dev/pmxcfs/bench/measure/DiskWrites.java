package dev.pmxcfs.bench.measure;

import dev.pmxcfs.bench.process.BenchmarkFailedException;
import dev.pmxcfs.bench.process.Command;
import dev.pmxcfs.bench.process.FileClients;
import dev.pmxcfs.bench.process.Load;
import dev.pmxcfs.bench.process.Mounted;
import dev.pmxcfs.bench.report.Goal;
import dev.pmxcfs.bench.report.Goal.AtMost;
import dev.pmxcfs.bench.report.Row;
import dev.pmxcfs.bench.report.Section;
import dev.pmxcfs.bench.report.Unit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What changes of the mounted configuration cost the disk, by the size of the database's pages: of
 * those that this program makes, of those that other programs have made, and of what there was to
 * choose from.
 */
public final class DiskWrites {

  /** SQLite's own, which C pmxcfs leaves as it is. */
  private static final int USUAL_PAGES = 4096;

  private static final List<Integer> OTHER_PAGES = List.of(512, 1024, 2048, USUAL_PAGES, 8192);
  private static final int MANY_FILES = 5000;

  /** Where a database has the size of its pages, as two bytes. */
  private static final int PAGE_SIZE_OFFSET = 16;

  private static final double MILLIS_PER_SECOND = 1000;

  /**
   * What is done.
   *
   * @param command the client's word for it
   * @param bytesOfC what C pmxcfs writes, on a database with pages of 4,096 bytes
   * @param goalOfUsual for pages of 4,096 bytes
   * @param goalOfOwn for the pages of a database that this program makes
   */
  private record Written(
      String label,
      String command,
      Unit unit,
      double bytesOfC,
      double goalOfUsual,
      double goalOfOwn) {

    Goal goal(int pages, int own) {
      if (pages == own) {
        return new AtMost(goalOfOwn);
      }
      return pages == USUAL_PAGES ? new AtMost(goalOfUsual) : new Goal.None();
    }
  }

  /** The small ones first, while the rows of the database have room in one page. */
  private static final List<Written> WRITTEN =
      List.of(
          new Written(FileOperation.REPLACE.label(), "replace", Unit.KILOBYTES, 13.5e3, 9e3, 5e3),
          new Written(FileOperation.LOCK.label(), "lock", Unit.KILOBYTES, 8.3e3, 8.3e3, 4.5e3),
          new Written("512 B x 1,000 into a file", "small", Unit.MEGABYTES, 601e6, 2.5e6, 2.5e6),
          new Written("4 KiB x 128 into a file", "blocks", Unit.MEGABYTES, 84e6, 2.5e6, 2.5e6),
          new Written("512 KiB at once", "large", Unit.MEGABYTES, 4.85e6, 1.3e6, 1.3e6));

  private final Bench bench;
  private final Path scratch;

  public DiskWrites(Bench bench) {
    this.bench = bench;
    this.scratch = bench.scratch().resolve("disk");
  }

  /** The sections for each size of pages. */
  public List<Section> measure() {
    Path none = directory("no-files");
    Path many = directory("many-files");
    writeFiles(many);
    int own = pageSize(database("own", none, Optional.empty()));
    var sections = new ArrayList<Section>();
    for (int pages : OTHER_PAGES) {
      bench.progress("what is written to a database with pages of " + pages + " bytes");
      var rows = new ArrayList<Row>();
      rows.addAll(small(database("small-" + pages, none, Optional.of(pages)), pages, own));
      rows.addAll(large(database("large-" + pages, many, Optional.of(pages))));
      sections.add(section(pages, own, rows));
    }
    return sections;
  }

  private Section section(int pages, int own, List<Row> rows) {
    return new Section(
        "Disk, pages of " + pages + " bytes" + (pages == own ? ", as this program makes them" : ""),
        "What serve --mount has had written for each (write_bytes of the process), on "
            + fileSystem()
            + "; other: C pmxcfs, whose figures are from another machine, with pages of 4096 bytes.",
        rows,
        List.of());
  }

  /** Its type: one in memory writes nothing, and one on top of others something else. */
  private String fileSystem() {
    try {
      return Files.getFileStore(bench.scratch()).type();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- databases -----------------------------------------------------------------------------

  private Path directory(String name) {
    try {
      return Files.createDirectories(scratch.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the size that configurations of guests have. */
  private static void writeFiles(Path directory) {
    try {
      for (int i = 0; i < MANY_FILES; i++) {
        Files.writeString(directory.resolve(i + ".conf"), "x".repeat(300 + i * 7 % 1200));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path database(String name, Path files, Optional<Integer> pages) {
    Path database = directory(name).resolve("config.db");
    bench.servers().importFiles(files, database);
    pages.ifPresent(
        size ->
            Command.run(
                "sqlite3",
                database.toString(),
                "PRAGMA journal_mode = DELETE; PRAGMA page_size = " + size + "; VACUUM"));
    return database;
  }

  private static int pageSize(Path database) {
    try (var file = Files.newInputStream(database)) {
      file.skipNBytes(PAGE_SIZE_OFFSET);
      return file.read() << Byte.SIZE | file.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double size(Path database) {
    try {
      return Files.size(database);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- rows ----------------------------------------------------------------------------------

  private record Cost(double bytes, Load load) {}

  private List<Row> small(Path database, int pages, int own) {
    var rows = new ArrayList<Row>();
    for (Written written : WRITTEN) {
      Cost cost = cost(database, written.command());
      rows.add(
          Row.value(
              written.label(),
              written.goal(pages, own),
              written.unit(),
              cost.bytes(),
              written.bytesOfC()));
    }
    return rows;
  }

  private List<Row> large(Path database) {
    String among = " among 5,000 files";
    double size = size(database);
    var rows = new ArrayList<Row>();
    for (String command : List.of("replace", "lock", "create", "large")) {
      Cost cost = cost(database, command);
      String what = label(command) + among;
      rows.add(row(what, Unit.KILOBYTES, cost.bytes()));
      rows.add(row(what + ", p50", Unit.MICROSECONDS, cost.load().times().percentile(0.5)));
    }
    rows.add(row("size with 5,000 files", Unit.MEGABYTES, size));
    var starts = new ArrayList<Double>();
    for (int i = 0; i < bench.lengths().rounds(); i++) {
      try (Mounted mounted = mounted(database)) {
        starts.add(mounted.server().untilReady().toMillis() / MILLIS_PER_SECOND);
      }
    }
    rows.add(row("exec to ready with them", Unit.SECONDS, Medians.of(starts, Double::doubleValue)));
    return rows;
  }

  private static String label(String command) {
    return WRITTEN.stream()
        .filter(written -> written.command().equals(command))
        .map(Written::label)
        .findFirst()
        .orElse(FileOperation.CREATE.label());
  }

  private static Row row(String what, Unit unit, double value) {
    return Row.value(what, new Goal.None(), unit, value);
  }

  private Mounted mounted(Path database) {
    Path directory = scratch.resolve("mount");
    return Mounted.program(bench.servers(), database, directory, Map.of());
  }

  /** Of one operation, a share of the checkpoints in between included. */
  private Cost cost(Path database, String command) {
    Duration run = bench.lengths().run();
    Mounted mounted = mounted(database);
    try (mounted;
        var clients = FileClients.start(bench.servers(), mounted, command, 1, run)) {
      long before = mounted.server().writtenBytes();
      Load load = clients.measure();
      long written = mounted.server().writtenBytes() - before;
      if (load.count() == 0) {
        throw new BenchmarkFailedException(command + " has not ended in " + run);
      }
      return new Cost((double) written / load.count(), load);
    }
  }
}
