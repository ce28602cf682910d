package dev.qbipc.hostile;

/** A thread that does the same again and again until it is closed. */
final class Repeating implements AutoCloseable {

  private final Thread thread;
  private volatile boolean ended;
  private volatile RuntimeException failure;

  Repeating(Runnable action) {
    thread = new Thread(() -> repeat(action), "attacker");
    thread.start();
  }

  private void repeat(Runnable action) {
    try {
      while (!ended) {
        action.run();
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** Whether it goes on; a failure ends it and is thrown by {@link #close()}. */
  boolean goesOn() {
    return thread.isAlive();
  }

  /** Ends the thread and waits for it; */
  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }
}
