package dev.qbipc.conformance;

import dev.qbipc.libqb.LibqbClient;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that send requests as fast as they can and want no answer. */
final class Flood extends ClientThreads {

  private final String service;
  private final AtomicLong sent = new AtomicLong();

  private Flood(String service) {
    this.service = service;
  }

  /** Starts so many clients, and returns when each has sent something. */
  static Flood start(String service, int clients) {
    var flood = new Flood(service);
    flood.startThreads("flood", clients);
    Eventually.assertBecomes("flood", true, () -> flood.sent() >= clients);
    return flood;
  }

  @Override
  void live() {
    try (var client = LibqbClient.connect(service)) {
      while (!isEnded()) {
        if (client.trySend(ConformanceService.NO_REPLY) > 0) {
          sent.incrementAndGet();
        } else {
          Thread.yield();
        }
      }
    }
  }

  /** Requests sent so far. */
  long sent() {
    return sent.get();
  }
}
