package dev.qbipc.hostile;

/** A thread that does the same again and again until it is closed. */
public final class Repeating implements AutoCloseable {

  private final Thread thread;
  private volatile boolean ended;
  private volatile Throwable failure;

  Repeating(Runnable action) {
    this("attacker", action);
  }

  /**
   * @param name of the thread
   */
  public Repeating(String name, Runnable action) {
    thread = new Thread(() -> repeat(action), name);
    thread.start();
  }

  private void repeat(Runnable action) {
    try {
      while (!ended) {
        action.run();
      }
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  /** Whether it goes on; a failure ends it and is thrown by {@link #close()}. */
  public boolean goesOn() {
    return thread.isAlive();
  }

  /** Ends the thread and waits for it. */
  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof AssertionError e) {
      throw e;
    }
  }
}
