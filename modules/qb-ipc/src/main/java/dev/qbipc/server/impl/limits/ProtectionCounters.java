package dev.qbipc.server.impl.limits;

import dev.qbipc.server.ProtectionStats;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Counts what a service refuses and ends in self-defence, and says what of it is logged: what one
 * user causes again and again is not. Any thread may call it.
 */
public final class ProtectionCounters {

  /** What is counted; described at {@link ProtectionStats}. */
  public enum Event {
    REFUSED_BY_POLICY("refused by the accept policy"),
    /** Told in the log alone. */
    POLICY_FAILURE(Level.ERROR, "refused because the accept policy failed"),
    REFUSED_BY_MESSAGE_SIZE("refused for the size of their messages"),
    REFUSED_BY_CONNECTIONS("refused for the number of connections"),
    REFUSED_BY_UID("refused for the number of connections of their user"),
    REFUSED_BY_SHARED_MEMORY("refused for the shared memory that they asked for"),
    REFUSED_BY_FAILURE(Level.ERROR, "refused because their rings could not be made"),
    HANDSHAKE_TIMEOUT("dropped for a handshake that took too long"),
    HANDSHAKE_EVICTED("dropped for their silence while others waited"),
    HANDSHAKE_ABANDONED("gone before they had their answer"),
    HANDSHAKE_VIOLATION(Level.WARN, "dropped for a first message that does not connect"),
    ACCEPT_FAILURE(Level.ERROR, "kept waiting"),
    PROTOCOL_VIOLATION(Level.WARN, "disconnected for breaking the protocol"),
    IDLE_EVICTION("disconnected for their silence"),
    FAILED_CONNECTION(Level.ERROR, "disconnected by failures of our own"),
    READER_FAILURE(Level.ERROR, "rounds of a reader", "cut short by failures of our own"),
    RESPONSE_NOT_HELD(
        Level.INFO, "responses", "replaced by ENOBUFS, as their user leaves too many unread"),
    REQUEST_HELD_BACK(Level.INFO, "requests", "kept waiting, as too much is held for their user"),
    DIRECTORY_LEFT(Level.WARN, "gone and have left a directory that could not be removed"),

    // What follows is told in the log alone.
    HANDSHAKE_FAILURE(Level.ERROR, "dropped by failures of our own"),
    HANDLER_FAILURE(Level.ERROR, "met by a failure of the application's handlers"),
    RING_RESTORED(Level.WARN, "found to have truncated a ring and restored it"),
    OUT_OF_MEMORY(Level.ERROR, "kept waiting while there was no memory"),
    OPERATION_FAILURE(Level.ERROR, "requests", "answered with EIO because their operation failed"),
    OPERATION_TIMEOUT(Level.WARN, "requests", "answered with ETIMEDOUT");

    private final Level level;
    private final String subject;
    private final String whatBecameOfThem;

    Event(String whatBecameOfClients) {
      this(Level.INFO, whatBecameOfClients);
    }

    Event(Level level, String whatBecameOfClients) {
      this(level, "clients", whatBecameOfClients);
    }

    Event(Level level, String subject, String whatBecameOfThem) {
      this.level = level;
      this.subject = subject;
      this.whatBecameOfThem = whatBecameOfThem;
    }

    /** How it is logged. */
    public Level level() {
      return level;
    }

    /** What there may be many of, in the plural. */
    public String subject() {
      return subject;
    }

    /** For "clients were ...". */
    public String whatBecameOfThem() {
      return whatBecameOfThem;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(ProtectionCounters.class);

  /** How often an event that clients can cause is logged. */
  private static final Duration LOG_EVERY = Duration.ofSeconds(10);

  private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);
  private final EventHook hook = new EventHook();
  private final LogLimit logLimit;

  public ProtectionCounters(Vertx vertx) {
    logLimit = new LogLimit(vertx, LOG_EVERY, ProtectionCounters::logLeftOut);
    for (var event : Event.values()) {
      counts.put(event, new LongAdder());
    }
  }

  private static void logLeftOut(Event event, int uid, long count, Duration within) {
    LOG.atLevel(event.level())
        .log(
            "{} more {}{} were {} in {} s",
            count,
            event.subject(),
            uid == LogLimit.ANY_USER ? "" : " of uid " + uid,
            event.whatBecameOfThem(),
            within.toSeconds());
  }

  /**
   * Counts an event.
   *
   * @param uid whose client it was, or {@link LogLimit#ANY_USER}
   * @return whether it is to be logged
   */
  public boolean count(Event event, int uid) {
    counts.get(event).increment();
    hook.defended(event, uid);
    return logLimit.permits(event, uid);
  }

  /** Who is told of each case, whether or not it is logged. */
  public EventHook hook() {
    return hook;
  }

  /**
   * Whether an event that is not counted is to be logged.
   *
   * @param uid whose client it is about, or {@link LogLimit#ANY_USER}
   */
  public boolean permitsLine(Event event, int uid) {
    return logLimit.permits(event, uid);
  }

  /** Logs what was left out of the log. Call it when nothing of any client is left. */
  public void close() {
    logLimit.close();
  }

  /**
   * The counts.
   *
   * @param clear whether they start again from 0; no case is lost or counted twice by that
   */
  public ProtectionStats read(boolean clear) {
    ToLongFunction<Event> of =
        event -> clear ? counts.get(event).sumThenReset() : counts.get(event).sum();
    return new ProtectionStats(
        of.applyAsLong(Event.REFUSED_BY_POLICY),
        of.applyAsLong(Event.REFUSED_BY_MESSAGE_SIZE),
        of.applyAsLong(Event.REFUSED_BY_CONNECTIONS),
        of.applyAsLong(Event.REFUSED_BY_UID),
        of.applyAsLong(Event.REFUSED_BY_SHARED_MEMORY),
        of.applyAsLong(Event.REFUSED_BY_FAILURE),
        of.applyAsLong(Event.HANDSHAKE_TIMEOUT),
        of.applyAsLong(Event.HANDSHAKE_EVICTED),
        of.applyAsLong(Event.HANDSHAKE_ABANDONED),
        of.applyAsLong(Event.HANDSHAKE_VIOLATION),
        of.applyAsLong(Event.ACCEPT_FAILURE),
        of.applyAsLong(Event.PROTOCOL_VIOLATION),
        of.applyAsLong(Event.IDLE_EVICTION),
        of.applyAsLong(Event.FAILED_CONNECTION),
        of.applyAsLong(Event.READER_FAILURE),
        of.applyAsLong(Event.RESPONSE_NOT_HELD),
        of.applyAsLong(Event.REQUEST_HELD_BACK),
        of.applyAsLong(Event.DIRECTORY_LEFT));
  }
}
