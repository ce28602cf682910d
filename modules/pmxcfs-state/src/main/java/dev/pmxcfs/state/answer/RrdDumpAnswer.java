package dev.pmxcfs.state.answer;

import dev.pmxcfs.state.nodes.Measurements;
import java.io.ByteArrayOutputStream;
import java.time.Clock;

/**
 * The answer to GET_RRD_DUMP (operations, section 4.9).
 *
 * <pre>
 *   pve-node-9.0/testnode:1795533608:0.02:8:...
 *   pve-storage-9.0/testnode/local:1795533609:100:50
 *   NUL
 * </pre>
 *
 * <p>Every line ends in a line feed, and the answer in a NUL, which the C server forgets when it
 * has the dump already (defect D8). Two seconds pass before changes show.
 *
 * <p>Any thread may ask; of several who ask at once after a change, one makes the answer and the
 * others wait.
 */
public final class RrdDumpAnswer {

  private static final long SECONDS_KEPT = 2;

  /**
   * @param time when it was made, in seconds since 1970
   */
  private record Dump(byte[] text, long time) {}

  private final Measurements measurements;
  private final Clock clock;

  private volatile Dump dump;

  public RrdDumpAnswer(Measurements measurements, Clock clock) {
    this.measurements = measurements;
    this.clock = clock;
  }

  /** The whole answer, not to be changed. */
  public byte[] toBytes() {
    Dump kept = dump;
    return isFresh(kept) ? kept.text() : madeAnew();
  }

  private synchronized byte[] madeAnew() {
    if (!isFresh(dump)) {
      dump = new Dump(text(), now());
    }
    return dump.text();
  }

  private boolean isFresh(Dump made) {
    if (made == null) {
      return false;
    }
    long age = now() - made.time();
    return age >= 0 && age < SECONDS_KEPT;
  }

  private byte[] text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    measurements.forEach(
        (key, data) -> {
          text.writeBytes(key.toArray());
          text.write(':');
          text.writeBytes(data.toArray());
          text.write('\n');
        });
    text.write(0);
    return text.toByteArray();
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
