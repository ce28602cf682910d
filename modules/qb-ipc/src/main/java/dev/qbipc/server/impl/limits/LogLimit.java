package dev.qbipc.server.impl.limits;

import dev.qbipc.server.impl.limits.ProtectionCounters.Event;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps clients from flooding the log. The first case of a kind and user is written at once; those
 * that follow within a time are counted, and told in one line at its end. Any thread may call it.
 */
public final class LogLimit {

  /** The number of users that are reported one by one; others are reported together. */
  static final int MAX_USERS = 256;

  /** In place of a user id: any user. */
  public static final int ANY_USER = -1;

  /** Is told what was left out. */
  public interface Log {

    void leftOut(Event event, int uid, long count, Duration within);
  }

  private record Kind(Event event, int uid) {}

  private final Vertx vertx;
  private final Duration time;
  private final Log log;
  private final Map<Kind, Long> leftOut = new HashMap<>();

  public LogLimit(Vertx vertx, Duration time, Log log) {
    this.vertx = vertx;
    this.time = time;
    this.log = log;
  }

  /** Whether a case is to be written now; it is counted otherwise. */
  public synchronized boolean permits(Event event, int uid) {
    var kind = new Kind(event, uid);
    if (!leftOut.containsKey(kind) && leftOut.size() >= MAX_USERS) {
      kind = new Kind(event, ANY_USER);
    }
    boolean first = !leftOut.containsKey(kind);
    leftOut.merge(kind, first ? 0L : 1L, Long::sum);
    if (first) {
      begin(kind);
    }
    return first;
  }

  private void begin(Kind kind) {
    vertx.setTimer(time.toMillis(), timer -> end(kind));
  }

  private synchronized void end(Kind kind) {
    if (tell(kind)) {
      // There may be more to come, which does not need another line.
      leftOut.put(kind, 0L);
      begin(kind);
    }
  }

  private boolean tell(Kind kind) {
    Long count = leftOut.remove(kind);
    if (count == null || count == 0) {
      return false;
    }
    log.leftOut(kind.event, kind.uid, count, time);
    return true;
  }

  /** Tells now what was left out. */
  public synchronized void close() {
    List.copyOf(leftOut.keySet()).forEach(this::tell);
  }
}
