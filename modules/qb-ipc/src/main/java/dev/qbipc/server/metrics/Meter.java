package dev.qbipc.server.metrics;

import dev.qbipc.server.Latencies;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Something that a service measures, with its value or values at one moment.
 *
 * @param name parts in lower case with dots between them, such as {@code operation.requests}
 * @param help what it is, a sentence
 * @param kind what may be done with its values
 * @param series one without labels, or one for each of several things
 */
public record Meter(String name, String help, Kind kind, List<Series> series) {

  /** What a value means. */
  public enum Kind {
    /** How it is now. */
    GAUGE,
    /** How often it has happened since the service began; starts again when that is cleared. */
    COUNTER,
    /** How long it has taken each time; has {@link Latencies} in place of a value. */
    LATENCY
  }

  /**
   * A value.
   *
   * @param labels what it is the value of, by name; empty if there is one alone
   * @param value 0 for {@link Kind#LATENCY}
   * @param latencies null for other kinds
   */
  public record Series(Map<String, String> labels, double value, Latencies latencies) {

    public Series {
      labels = Map.copyOf(labels);
    }

    static Series of(Map<String, String> labels, double value) {
      return new Series(labels, value, null);
    }

    static Series of(Map<String, String> labels, Latencies latencies) {
      return new Series(labels, 0, Objects.requireNonNull(latencies, "latencies"));
    }
  }

  public Meter {
    series = List.copyOf(series);
  }
}
