package dev.pmxcfs.state.nodes;

import dev.pmxcfs.api.ByteString;
import java.util.Optional;

/** Where measurements go on to, once they are in the table: to files, as a rule. */
@FunctionalInterface
public interface MeasurementSink {

  /**
   * Accepts measurements, in the order in which they were published. Called on the thread that
   * publishes them: must neither block nor wait for the file.
   *
   * @param key what is measured, without {@code rrd/}
   * @param data fields between colons, without a NUL
   * @return the reason why there is no file for them, for the log; empty if they are accepted
   */
  Optional<String> take(ByteString key, ByteString data);
}
