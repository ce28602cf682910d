package dev.qbipc.server.impl.reader;

import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.process.ThreadPriority;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the kernel prefers a reader to other threads. Belongs to the reader's thread.
 *
 * <p>A client that the reader has woken on its own core would else go before it, and keep the
 * clients on all other cores waiting: with readers and clients on the same two cores, eight of them
 * had half as many answers a second. But a reader that sleeps most of the time is better woken on
 * the core of the client that asks than on one that has to be woken too, and the kernel does not
 * move a preferred thread there: on two virtual cores an answer took 120 us then instead of 42 us.
 * So a reader is preferred while it is busy.
 */
public final class ReaderPriority {

  private static final Logger LOG = LoggerFactory.getLogger(ReaderPriority.class);

  private static final int NO_CHANGE = 0;

  private final String reader;
  private int change;
  private int ordinary;
  private boolean preferred;

  /**
   * @param reader its name, for the log
   * @param change what a busy reader's nice value has beyond the ordinary one, which the thread
   *     came with; more than 0 is for an idle reader as well
   */
  public ReaderPriority(String reader, int change) {
    this.reader = reader;
    this.change = change;
  }

  /** Begins to rule the calling thread, the reader's. */
  void begin() {
    ordinary = ThreadPriority.nice();
    if (change > NO_CHANGE) {
      set(ordinary + change);
    }
  }

  /** Raises the reader's priority, or restores it. */
  void prefer(boolean preferred) {
    if (this.preferred != preferred) {
      this.preferred = preferred;
      if (change < NO_CHANGE) {
        set(preferred ? ordinary + change : ordinary);
      }
    }
  }

  private void set(int value) {
    try {
      ThreadPriority.setNice(value);
    } catch (SystemCallException e) {
      LOG.info("{} keeps the priority that it has: {}", reader, e.getMessage());
      change = NO_CHANGE;
    }
  }
}
