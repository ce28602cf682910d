package dev.pmxcfs.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The collections of a JVM with the serial collector, by its log ({@link #OPTION}).
 *
 * <pre>
 *   [7.301s] GC(3) DefNew: 14592K(14784K)->1471K(14784K) Eden: ...
 *                          before           after
 *   [7.301s] GC(3) Pause Young (Allocation Failure) 17M->4M(38M) 0.445ms
 *    when                                                        how long
 * </pre>
 */
record CollectionLog(List<Collection> collections) {

  /** What has a JVM write such a log; the file's name follows, and then {@link #DECORATION}. */
  static final String OPTION = "-Xlog:gc,gc+heap:file=";

  static final String DECORATION = ":uptime";

  private static final Pattern NURSERY = Pattern.compile("DefNew: (\\d+)K\\(\\d+K\\)->(\\d+)K");
  private static final Pattern PAUSE = Pattern.compile("\\[([\\d.]+)s.* Pause .* ([\\d.]+)ms");
  private static final int KIB = 1024;
  private static final double MILLIS_PER_SECOND = 1000;

  /**
   * One collection.
   *
   * @param before bytes of young objects
   * @param after bytes of young objects that are left
   * @param at when it ended, in seconds since the JVM started
   * @param seconds how long it took
   */
  record Collection(double before, double after, double at, double seconds) {}

  static CollectionLog read(Path file) {
    var collections = new ArrayList<Collection>();
    double before = 0;
    double after = 0;
    for (String line : lines(file)) {
      Matcher nursery = NURSERY.matcher(line);
      Matcher pause = PAUSE.matcher(line);
      if (nursery.find()) {
        before = Double.parseDouble(nursery.group(1)) * KIB;
        after = Double.parseDouble(nursery.group(2)) * KIB;
      } else if (pause.find()) {
        double at = Double.parseDouble(pause.group(1));
        double seconds = Double.parseDouble(pause.group(2)) / MILLIS_PER_SECOND;
        collections.add(new Collection(before, after, at, seconds));
      }
    }
    return new CollectionLog(collections);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
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
