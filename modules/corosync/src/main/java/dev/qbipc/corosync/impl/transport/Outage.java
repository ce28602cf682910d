package dev.qbipc.corosync.impl.transport;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line when corosync goes and one when it is back, however many connections it takes
 * with it and however often they are tried again; and one for each connection that ends alone. Any
 * thread may call it.
 */
public final class Outage {

  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private int open;
  private boolean out;
  private long since;

  /** A connection was made. */
  synchronized void connected() {
    open++;
    if (out) {
      out = false;
      LOG.info(
          "corosync is back after {} s", Duration.ofNanos(System.nanoTime() - since).toSeconds());
    }
  }

  /** A connection could not be made; while there are others, that is only this service's affair. */
  synchronized void notConnected(String reason) {
    if (open == 0) {
      began(reason);
    }
  }

  /** A connection has ended, and it was not its owner who ended it. */
  synchronized void lost(String reason) {
    open--;
    began(reason);
  }

  /**
   * A connection has ended because something on it took too long. While there are others, corosync
   * is there, as far as is known.
   */
  synchronized void timedOut(String reason) {
    open--;
    if (open == 0) {
      began(reason);
    } else {
      LOG.warn("a connection to corosync has ended, and others go on; {}", reason);
    }
  }

  /** A connection was closed. */
  synchronized void closed() {
    open--;
  }

  private void began(String reason) {
    if (!out) {
      out = true;
      since = System.nanoTime();
      LOG.warn("corosync cannot be reached; {}", reason);
    }
  }
}
