package dev.qbipc.conformance;

import dev.qbipc.QbException;
import dev.qbipc.libqb.LibqbClient;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that connect and disconnect as fast as they can, whether they get in or not. */
final class ConnectStorm extends ClientThreads {

  private final String service;
  private final AtomicLong connects = new AtomicLong();

  private ConnectStorm(String service) {
    this.service = service;
  }

  static ConnectStorm start(String service, int clients) {
    var storm = new ConnectStorm(service);
    storm.startThreads("connect storm", clients);
    return storm;
  }

  @Override
  void live() {
    while (!isEnded()) {
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
}
