package dev.qbipc.server.impl.connection;

/**
 * How long a connection has been without a request, as far as looks from time to time can tell: the
 * way of the requests has nothing to do with it. Belongs to the reader's thread.
 */
public final class IdleTime {

  private long requests;
  private long since = System.nanoTime();

  /**
   * Looks at the connection.
   *
   * @param requests how many it has made
   * @param busy whether one of them is worked on
   * @return nanoseconds without a request
   */
  long look(long requests, boolean busy) {
    long now = System.nanoTime();
    if (busy || requests != this.requests) {
      this.requests = requests;
      since = now;
    }
    return now - since;
  }
}
