package dev.qbipc.conformance;

import dev.qbipc.libqb.LibqbClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that send requests as fast as they can and want no answer. */
final class Flood implements AutoCloseable {

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean ended;

  private Flood() {}

  /** Starts so many clients, and returns when each has sent something. */
  static Flood start(String service, int clients) {
    var flood = new Flood();
    for (int i = 0; i < clients; i++) {
      var thread = new Thread(() -> flood.send(service), "flood " + i);
      thread.start();
      flood.threads.add(thread);
    }
    Eventually.assertBecomes("flood", true, () -> flood.sent() >= clients);
    return flood;
  }

  private void send(String service) {
    try (var client = LibqbClient.connect(service)) {
      while (!ended) {
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

  @Override
  public void close() {
    ended = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
