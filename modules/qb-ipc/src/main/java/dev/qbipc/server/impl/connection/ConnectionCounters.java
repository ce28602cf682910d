package dev.qbipc.server.impl.connection;

import dev.qbipc.server.ConnectionStats;

/**
 * A connection's statistics while it lives, and the last ones afterwards. Belongs to its reader
 * thread.
 */
final class ConnectionCounters {

  /**
   * libqb counts attempts to read an empty ring; here they do not cost a call and are not counted.
   */
  private static final long NO_RETRIES = 0;

  private final int clientPid;
  long requests;
  long responses;
  long events;
  long sendRetries;
  int flowControlState;
  long flowControlCount;

  /** Requests that were counted before the statistics began again. */
  private long clearedRequests;

  private volatile ConnectionStats last;

  ConnectionCounters(int clientPid) {
    this.clientPid = clientPid;
  }

  /** Requests since the connection began. */
  long allRequests() {
    return clearedRequests + requests;
  }

  /**
   * The statistics until now.
   *
   * @param eventQueueLength events that the client has not read
   */
  ConnectionStats read(int eventQueueLength) {
    return new ConnectionStats(
        clientPid,
        requests,
        responses,
        events,
        sendRetries,
        NO_RETRIES,
        flowControlState,
        flowControlCount,
        eventQueueLength);
  }

  /** Starts again, as libqb does: with everything but the pid (protocol, section 8.4). */
  void clear() {
    clearedRequests += requests;
    requests = 0;
    responses = 0;
    events = 0;
    sendRetries = 0;
    flowControlState = 0;
    flowControlCount = 0;
  }

  /**
   * Keeps the statistics of a connection that ends. The events that the client has left unread are
   * not among them: they are behind a mapping that is its own to break.
   */
  void end() {
    last = read(0);
  }

  /** The statistics of a connection that has ended; null before. Any thread may call it. */
  ConnectionStats last() {
    return last;
  }
}
