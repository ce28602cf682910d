package dev.qbipc.server.impl;

import dev.qbipc.server.ProtectionStats;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a service refuses and ends in self-defence. Any thread may call it. */
final class ProtectionCounters {

  /** What is counted; described at {@link ProtectionStats}. */
  enum Event {
    REFUSED_BY_POLICY,
    REFUSED_BY_MESSAGE_SIZE,
    REFUSED_BY_CONNECTIONS,
    REFUSED_BY_UID,
    REFUSED_BY_FAILURE,
    HANDSHAKE_TIMEOUT,
    HANDSHAKE_CROWDED_OUT,
    HANDSHAKE_VIOLATION,
    ACCEPT_FAILURE,
    PROTOCOL_VIOLATION,
    IDLE_EVICTION,
    FAILED_CONNECTION
  }

  private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

  ProtectionCounters() {
    for (var event : Event.values()) {
      counts.put(event, new LongAdder());
    }
  }

  void count(Event event) {
    counts.get(event).increment();
  }

  private long of(Event event) {
    return counts.get(event).sum();
  }

  ProtectionStats read() {
    return new ProtectionStats(
        of(Event.REFUSED_BY_POLICY),
        of(Event.REFUSED_BY_MESSAGE_SIZE),
        of(Event.REFUSED_BY_CONNECTIONS),
        of(Event.REFUSED_BY_UID),
        of(Event.REFUSED_BY_FAILURE),
        of(Event.HANDSHAKE_TIMEOUT),
        of(Event.HANDSHAKE_CROWDED_OUT),
        of(Event.HANDSHAKE_VIOLATION),
        of(Event.ACCEPT_FAILURE),
        of(Event.PROTOCOL_VIOLATION),
        of(Event.IDLE_EVICTION),
        of(Event.FAILED_CONNECTION));
  }
}
