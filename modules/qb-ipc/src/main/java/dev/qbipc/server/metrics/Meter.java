package dev.qbipc.server.metrics;

import dev.qbipc.server.Latencies;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A measurement of a service, with its value or values at one moment.
 *
 * @param name parts in lower case with dots between them, such as {@code operation.requests}
 * @param help a sentence that describes it
 * @param kind the kind of its values
 * @param series one without labels, or several with labels
 */
public record Meter(String name, String help, Kind kind, List<Series> series) {

  /** The meaning of a value. */
  public enum Kind {
    /** The present state. */
    GAUGE,
    /** The number of events since the service started, or since it was cleared. */
    COUNTER,
    /** Durations; has {@link Latencies} in place of a value. */
    LATENCY
  }

  /**
   * A value.
   *
   * @param labels the labels by name; empty if there is only one value
   * @param value 0 for {@link Kind#LATENCY}
   * @param latencies null for other kinds
   */
  public record Series(Map<String, String> labels, double value, Latencies latencies) {

    /**
     * Copies the labels.
     *
     * @param labels the labels by name; empty if there is only one value
     * @param value 0 for {@link Kind#LATENCY}
     * @param latencies null for other kinds
     */
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

  /**
   * Copies the series.
   *
   * @param series one without labels, or several with labels
   * @param name parts in lower case with dots between them
   * @param help a sentence that describes it
   * @param kind the kind of its values
   */
  public Meter {
    series = List.copyOf(series);
  }
}
