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

  /** More than all nodes of a cluster measure: a bound on what a node that runs wild takes up. */
  static final int MAX_KEYS = 65_536;

  /**
   * @param data the bytes before the first NUL
   * @param time when they were set, in seconds since 1970
   */
  private record Entry(ByteString data, long time) {}

  private final Clock clock;
  private final Map<ByteString, Entry> entries = new ConcurrentHashMap<>();

  /** Whether the log says so. */
  private volatile boolean isFull;

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
   * Takes measurements of any node, and hands them on; drops those under a new key if there are
   * {@value #MAX_KEYS} already.
   *
   * @param data fields between colons, without a NUL
   */
  void set(ByteString key, ByteString data) {
    if (entries.size() >= MAX_KEYS && !entries.containsKey(key)) {
      forgetOld(now());
      if (entries.size() >= MAX_KEYS) {
        if (!isFull) {
          isFull = true;
          LOG.warn("{} RRD keys are set; new ones are dropped, first '{}'", MAX_KEYS, key);
        }
        return;
      }
      isFull = false;
    }
    Entry before = entries.put(key, new Entry(data, now()));
    Optional<String> refusal = sink.take(key, data);
    if (refusal.isPresent() && before == null) {
      LOG.warn("RRD key '{}' is shown but not written to a file: {}", key, refusal.get());
    }
  }

  /** Visits what was set in the last 300 seconds, by its key, and forgets what is older. */
  public void forEach(BiConsumer<ByteString, ByteString> visitor) {
    forgetOld(now());
    entries.forEach((key, entry) -> visitor.accept(key, entry.data()));
  }

  private void forgetOld(long now) {
    entries.values().removeIf(entry -> now - entry.time() > SECONDS_SHOWN);
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
