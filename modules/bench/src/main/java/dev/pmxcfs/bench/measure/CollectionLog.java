package dev.pmxcfs.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The collections of a JVM, by the log that {@code -Xlog:gc:file=...:uptime} writes.
 *
 * <pre>
 *   [7.301s] GC(3) Pause Young (Allocation Failure) 107M->3M(368M) 0.845ms
 *    when                                           before after of  how long
 * </pre>
 */
record CollectionLog(List<Collection> collections) {

  private static final Pattern PAUSE =
      Pattern.compile("\\[([\\d.]+)s.* Pause .* (\\d+)M->(\\d+)M\\((\\d+)M\\) ([\\d.]+)ms");
  private static final double MIB = 1024 * 1024;
  private static final double MILLIS_PER_SECOND = 1000;

  /**
   * One collection; sizes of the heap are in bytes.
   *
   * @param at when it ended, in seconds since the JVM started
   * @param seconds how long it took
   */
  record Collection(double at, double before, double after, double capacity, double seconds) {

    private static Collection of(Matcher pause) {
      return new Collection(
          Double.parseDouble(pause.group(1)),
          Double.parseDouble(pause.group(2)) * MIB,
          Double.parseDouble(pause.group(3)) * MIB,
          Double.parseDouble(pause.group(4)) * MIB,
          Double.parseDouble(pause.group(5)) / MILLIS_PER_SECOND);
    }
  }

  static CollectionLog read(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return new CollectionLog(
          lines.map(PAUSE::matcher).filter(Matcher::find).map(Collection::of).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int count() {
    return collections.size();
  }

  /** Without those that an earlier reading of the same log has. */
  CollectionLog without(CollectionLog earlier) {
    return new CollectionLog(collections.subList(earlier.count(), count()));
  }

  double longestSeconds() {
    return collections.stream().mapToDouble(Collection::seconds).max().orElse(0);
  }

  /** What was allocated between the first and the last collection; NaN with fewer than two. */
  double allocatedBytesPerSecond() {
    if (count() < 2) {
      return Double.NaN;
    }
    double bytes =
        IntStream.range(1, count())
            .mapToDouble(i -> collections.get(i).before() - collections.get(i - 1).after())
            .sum();
    return bytes / (collections.get(count() - 1).at() - collections.get(0).at());
  }
}
