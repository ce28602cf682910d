package dev.pmxcfs.state.nodes;

import dev.pmxcfs.api.ByteString;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest measurements under each key, which GET_RRD_DUMP shows for a while, and which go on to
 * files (operations, sections 4.9 and 5.5).
 *
 * <p>Any thread may call the methods; none waits.
 */
public final class Measurements {

  private static final Logger LOG = LoggerFactory.getLogger(Measurements.class);

  private static final long SECONDS_SHOWN = 300;

  /**
   * @param data the bytes before the first NUL
   * @param time when they were set, in seconds since 1970
   */
  private record Entry(ByteString data, long time) {}

  private final Clock clock;
  private final Map<ByteString, Entry> entries = new ConcurrentHashMap<>();

  private volatile MeasurementSink sink = (key, data) -> Optional.empty();

  /**
   * @param clock tells how old measurements are
   */
  public Measurements(Clock clock) {
    this.clock = clock;
  }

  /** Hands all measurements on from now on; there is one sink, the last one that was set. */
  public void writeTo(MeasurementSink sink) {
    this.sink = sink;
  }

  /**
   * Takes measurements of any node, and hands them on.
   *
   * @param data fields between colons, without a NUL
   */
  void set(ByteString key, ByteString data) {
    Entry before = entries.put(key, new Entry(data, now()));
    Optional<String> refusal = sink.take(key, data);
    if (refusal.isPresent() && before == null) {
      LOG.warn("RRD key '{}' is shown but not written to a file: {}", key, refusal.get());
    }
  }

  /** Visits what was set in the last 300 seconds, by its key, and forgets what is older. */
  public void forEach(BiConsumer<ByteString, ByteString> visitor) {
    long now = now();
    entries.values().removeIf(entry -> now - entry.time() > SECONDS_SHOWN);
    entries.forEach((key, entry) -> visitor.accept(key, entry.data()));
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
