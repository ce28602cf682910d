package dev.qbipc.server.impl.connection;

import dev.qbipc.server.impl.limits.ProtectionCounters;
import dev.qbipc.server.impl.limits.ProtectionCounters.Event;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is counted and logged of one client, as far as its user has not caused more lines than are
 * read. Any thread may call it.
 */
final class ConnectionReports {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionReports.class);

  private final ServerConnection connection;
  private final ProtectionCounters protection;
  private final int uid;

  ConnectionReports(ServerConnection connection, ProtectionCounters protection, int uid) {
    this.connection = connection;
    this.protection = protection;
    this.uid = uid;
  }

  /** Whether an event that the client may have caused is to be logged. */
  boolean permitsLine(Event event) {
    return protection.permitsLine(event, uid);
  }

  /** A request is left in its ring, since too much is held for the client's user. */
  void heldBack(int length) {
    if (protection.count(Event.REQUEST_HELD_BACK, uid)) {
      LOG.info(
          "{} waits with a request of {} bytes: too many requests and unread responses of its user"
              + " are held already",
          connection,
          length);
    }
  }

  /** A response was dropped, since too much is held for the client's user. */
  void notHeld(int length) {
    if (protection.count(Event.RESPONSE_NOT_HELD, uid)) {
      LOG.info(
          "{} gets ENOBUFS in place of a response of {} bytes: its user leaves too many unread",
          connection,
          length);
    }
  }

  /** A request has met its deadline. */
  void timedOut(RequestImpl request) {
    if (permitsLine(Event.OPERATION_TIMEOUT)) {
      LOG.warn(
          "operation {} did not answer {} in {} ms; the client gets ETIMEDOUT",
          request.id(),
          connection,
          TimeUnit.NANOSECONDS.toMillis(request.route().deadlineNanos()));
    }
  }

  /** The client broke the protocol. */
  void violated(String how, Throwable cause) {
    if (protection.count(Event.PROTOCOL_VIOLATION, uid)) {
      LOG.warn("{} is disconnected: {}", connection, how, cause);
    }
  }

  /** A failure of our own has met the connection. */
  void cannotBeServed(String why, Throwable cause) {
    if (protection.count(Event.FAILED_CONNECTION, uid)) {
      LOG.error("{} is disconnected: {}", connection, why, cause);
    }
  }

  /** The client has made no request for too long. */
  void silent(long millis) {
    if (protection.count(Event.IDLE_EVICTION, uid)) {
      LOG.info("{} is disconnected: no request for {} ms", connection, millis);
    }
  }

  /** A handler of the application has failed. */
  void handlerFailed(String handler, RuntimeException cause) {
    if (permitsLine(Event.HANDLER_FAILURE)) {
      LOG.error("{} handler failed for {}", handler, connection, cause);
    }
  }
}
