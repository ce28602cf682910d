package dev.qbipc.server.impl.connection;

import dev.qbipc.server.ConnectionStats;

/** A connection's statistics while it lives. Belongs to its reader thread. */
public final class ConnectionCounters {

  /**
   * libqb counts attempts to read an empty ring; here they do not cost a call and are not counted.
   */
  private static final long NO_RETRIES = 0;

  long requests;
  long responses;
  long events;
  long sendRetries;
  int flowControlState;
  long flowControlCount;

  /** Requests that were counted before the statistics began again. */
  private long clearedRequests;

  /** Requests since the connection began. */
  long allRequests() {
    return clearedRequests + requests;
  }

  ConnectionStats read(int clientPid, int eventQueueLength) {
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
}
