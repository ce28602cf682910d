package dev.qbipc.conformance;

import java.util.ArrayList;
import java.util.List;

/** Clients that all do the same, each on a thread of its own, until they are closed. */
abstract class ClientThreads implements AutoCloseable {

  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ended;

  /** Starts so many clients. */
  final void startThreads(String name, int clients) {
    for (int i = 0; i < clients; i++) {
      var thread = new Thread(this::live, name + " " + i);
      thread.start();
      threads.add(thread);
    }
  }

  /** What one client does, until {@link #isEnded()}. */
  abstract void live();

  final boolean isEnded() {
    return ended;
  }

  @Override
  public final void close() {
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
