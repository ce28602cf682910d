package dev.pmxcfs.state.rrd;

import dev.pmxcfs.state.tree.ByteString;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest measurements under each key, and their way to RRD files: SET_STATUS adds to it,
 * GET_RRD_DUMP shows it (operations specification, sections 4.9 and 5.5).
 *
 * <p>Any thread may call the methods. Setting waits for nobody; of several who ask for a dump, one
 * makes it and the others wait.
 */
public final class RrdTable {

  private static final Logger LOG = LoggerFactory.getLogger(RrdTable.class);

  private static final long SECONDS_SHOWN = 300;
  private static final long SECONDS_DUMP_IS_KEPT = 2;

  /**
   * @param data the bytes before the first NUL
   * @param time when they were set, in seconds since 1970
   */
  private record Entry(ByteString data, long time) {}

  /**
   * @param time when it was made, in seconds since 1970
   */
  private record Dump(byte[] text, long time) {}

  private final RrdOptions options;
  private final Clock clock;
  private final RrdQueue updates;
  private final Map<ByteString, Entry> entries = new ConcurrentHashMap<>();

  private volatile Dump dump;

  public RrdTable(RrdOptions options, Clock clock) {
    this.options = new RrdOptions(options);
    this.clock = clock;
    updates = new RrdQueue(options.getQueueLimit());
  }

  /** Where the updates are to go. */
  public RrdOptions options() {
    return new RrdOptions(options);
  }

  /** The updates on their way to files. */
  public RrdQueue updates() {
    return updates;
  }

  /** When a file begins that is created now: at local midnight, in seconds since 1970. */
  public long startOfNewFiles() {
    ZonedDateTime now = clock.instant().atZone(ZoneId.systemDefault());
    return now.toLocalDate().atStartOfDay(now.getZone()).toEpochSecond();
  }

  /**
   * Sets a key, and updates its file if there is one for it.
   *
   * @param data fields between colons, without a NUL
   */
  public void set(ByteString key, ByteString data) {
    Entry before = entries.put(key, new Entry(data, now()));
    try {
      updates.add(RrdUpdate.of(key.toLatin1(), data.toLatin1()));
    } catch (RrdFormatException e) {
      if (before == null) {
        LOG.warn("RRD key '{}' is shown but not written to a file: {}", key, e.getMessage());
      }
    }
  }

  /**
   * The answer to GET_RRD_DUMP: a line for each key that was set in the last 300 seconds, then a
   * NUL (the C server forgets it when it has the dump already, defect D8). Two seconds pass before
   * changes show.
   *
   * @return not to be changed
   */
  public byte[] dump() {
    Dump kept = dump;
    return isFresh(kept) ? kept.text() : dumpAnew();
  }

  private synchronized byte[] dumpAnew() {
    if (!isFresh(dump)) {
      long now = now();
      entries.values().removeIf(entry -> now - entry.time() > SECONDS_SHOWN);
      dump = new Dump(text(), now);
    }
    return dump.text();
  }

  private boolean isFresh(Dump made) {
    if (made == null) {
      return false;
    }
    long age = now() - made.time();
    return age >= 0 && age < SECONDS_DUMP_IS_KEPT;
  }

  private byte[] text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    entries.forEach(
        (key, entry) -> {
          text.writeBytes(key.toArray());
          text.write(':');
          text.writeBytes(entry.data().toArray());
          text.write('\n');
        });
    text.write(0);
    return text.toByteArray();
  }

  /** Says in the log how many updates have not been written, if any; they are lost. */
  public void close() {
    long unwritten = updates.unwritten();
    if (unwritten > 0) {
      LOG.warn("{} RRD updates are lost: they were not written before the end", unwritten);
    }
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
