package dev.qbipc.server.impl.reader;

/**
 * A busy reader's wait for more requests before it sleeps. Belongs to the reader's thread.
 *
 * <p>Times are nanoseconds in the sense of {@link System#nanoTime}.
 */
public final class Spin {

  /** After so long, clients that wait for this core are let on it. */
  private static final long YIELD_NANOS = 5000;

  private final long length;
  private long begun;
  private long yielded;
  private boolean spinning;

  /**
   * @param length how long at most; 0 for not at all
   */
  public Spin(long length) {
    this.length = length;
  }

  /** Notes that there was something to do. */
  void end() {
    spinning = false;
  }

  /** Whether it has lasted as long as it may; begins it if there was something to do before. */
  boolean isOver(long now) {
    if (!spinning) {
      spinning = true;
      begun = now;
      yielded = now;
    }
    return now - begun >= length;
  }

  /** Waits for a moment. */
  void pause(long now) {
    if (now - yielded < YIELD_NANOS) {
      Thread.onSpinWait();
    } else {
      yielded = now;
      Thread.yield();
    }
  }
}
