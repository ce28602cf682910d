package dev.pmxcfs.bench;

import dev.pmxcfs.bench.measure.Lengths;
import dev.pmxcfs.bench.process.Placement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/** Under what conditions is measured. */
final class Conditions {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Path LOAD = Path.of("/proc/loadavg");

  private Conditions() {}

  static String describe(Lengths lengths) {
    return """
        This server beside a server on libqb's own C library, with the same unmodified C clients, each
        a process of its own. `scripts/bench` measured it on %s.

        * Machine: %s, %d cores, Linux %s, load before the run %s
        * Java: %s %s
        * libqb: %s, corosync: %s
        * Medians of %d rounds of %d ms in turns; operations %d ms. Ratio: this server divided by the
          other, which is libqb's where the row names none.
        """
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            processor(),
            Placement.cores().size(),
            System.getProperty("os.version"),
            read(LOAD).split(" ")[0],
            System.getProperty("java.vm.name"),
            System.getProperty("java.runtime.version"),
            System.getProperty("bench.libqb", "?"),
            System.getProperty("bench.corosync", "?"),
            lengths.rounds(),
            lengths.run().toMillis(),
            lengths.operationRun().toMillis());
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
