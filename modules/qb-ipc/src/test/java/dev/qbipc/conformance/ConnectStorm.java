package dev.qbipc.conformance;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that connect and disconnect as fast as they can, whether they get in or not. */
final class ConnectStorm implements AutoCloseable {

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong connects = new AtomicLong();
  private volatile boolean ended;

  private ConnectStorm() {}

  static ConnectStorm start(String service, int clients) {
    var storm = new ConnectStorm();
    for (int i = 0; i < clients; i++) {
      var thread = new Thread(() -> storm.connect(service), "connect storm " + i);
      thread.start();
      storm.threads.add(thread);
    }
    return storm;
  }

  private void connect(String service) {
    while (!ended) {
      try {
        LibqbClient.connect(service).close();
        connects.incrementAndGet();
      } catch (QbException e) {
        // The service is about to end, or has.
        Thread.yield();
      }
    }
  }

  /** Waits until so many clients have got in. */
  void awaitConnects(int count) {
    Eventually.assertBecomes("connects", true, () -> connects.get() >= count);
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
