package dev.qbipc.server.impl.limits;

import dev.qbipc.server.QbConnection;
import dev.qbipc.server.ServiceEvents;

/** Who is told of events of a service; nobody until somebody is named. Any thread may use it. */
public final class EventHook {

  private volatile ServiceEvents events;
  private volatile long slowNanos = Long.MAX_VALUE;

  /**
   * Names who is told.
   *
   * @param slow from how many nanoseconds on a request is slow
   */
  public void tell(ServiceEvents newEvents, long slow) {
    events = newEvents;
    slowNanos = slow;
  }

  /** Whether a request that took so long is one to be told of; all that ordinary ones cost. */
  public boolean isSlow(long nanos) {
    return nanos >= slowNanos;
  }

  /** Tells of a slow request. */
  public void slow(int id, QbConnection connection, long nanos) {
    events.slow(id, connection, nanos);
  }

  void defended(ProtectionCounters.Event event, int uid) {
    ServiceEvents told = events;
    if (told != null) {
      told.defended(event.subject() + " " + event.whatBecameOfThem(), uid);
    }
  }
}
