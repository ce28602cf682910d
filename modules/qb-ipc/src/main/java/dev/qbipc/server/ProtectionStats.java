package dev.qbipc.server;

import io.vertx.core.json.JsonObject;

/**
 * How often a service has refused or ended something to protect itself and its other clients, since
 * its start. Each kind of case also leaves a line in the log for each user, no more than one in ten
 * seconds, with the number of cases that have none.
 *
 * @param refusedByPolicy clients that the {@link AcceptPolicy} refused, with its errno
 * @param refusedByMessageSize clients that asked for too large messages (EMSGSIZE)
 * @param refusedByConnections clients that found all places taken, or the service closing (EAGAIN)
 * @param refusedByUid clients whose user had as many connections as one may have (EDQUOT)
 * @param refusedBySharedMemory clients whose rings were too much: their user's would take more of
 *     shared memory than one may have, or only what is kept for root is left (ENOSPC)
 * @param refusedByFailure clients whose rings could not be made (ENOSPC, EMFILE, ...)
 * @param handshakeTimeouts clients that did not finish their handshake in time
 * @param handshakeEvictions clients that were dropped for their silence while others waited
 * @param handshakesAbandoned clients that were gone before they had their answer
 * @param handshakeViolations clients whose first message was none that connects
 * @param acceptFailures times that accepting failed, for want of descriptors mostly
 * @param protocolViolations connections ended because the client broke the protocol
 * @param idleEvictions connections ended because the client was silent for too long
 * @param failedConnections connections ended by a failure of our own, such as a full heap
 * @param readerFailures rounds of a reader that a failure of our own cut short; it goes on, and its
 *     connections stay
 * @param responsesNotHeld responses that clients had no room for in their rings, and that were not
 *     kept for them either, since their user leaves too many unread (ENOBUFS in their place)
 * @param requestsHeldBack requests that had to wait in their rings, since too many requests and
 *     unread responses of their user were held
 * @param directoriesLeft connections whose directory in shared memory could not be removed
 */
public record ProtectionStats(
    long refusedByPolicy,
    long refusedByMessageSize,
    long refusedByConnections,
    long refusedByUid,
    long refusedBySharedMemory,
    long refusedByFailure,
    long handshakeTimeouts,
    long handshakeEvictions,
    long handshakesAbandoned,
    long handshakeViolations,
    long acceptFailures,
    long protocolViolations,
    long idleEvictions,
    long failedConnections,
    long readerFailures,
    long responsesNotHeld,
    long requestsHeldBack,
    long directoriesLeft) {

  /** Of a service that has had no trouble. */
  public static final ProtectionStats NONE =
      new ProtectionStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /**
   * What JSON says, and 0 for the rest.
   *
   * @param json members named as the counts, each optional
   */
  public ProtectionStats(JsonObject json) {
    this(
        json.getLong("refusedByPolicy", 0L),
        json.getLong("refusedByMessageSize", 0L),
        json.getLong("refusedByConnections", 0L),
        json.getLong("refusedByUid", 0L),
        json.getLong("refusedBySharedMemory", 0L),
        json.getLong("refusedByFailure", 0L),
        json.getLong("handshakeTimeouts", 0L),
        json.getLong("handshakeEvictions", 0L),
        json.getLong("handshakesAbandoned", 0L),
        json.getLong("handshakeViolations", 0L),
        json.getLong("acceptFailures", 0L),
        json.getLong("protocolViolations", 0L),
        json.getLong("idleEvictions", 0L),
        json.getLong("failedConnections", 0L),
        json.getLong("readerFailures", 0L),
        json.getLong("responsesNotHeld", 0L),
        json.getLong("requestsHeldBack", 0L),
        json.getLong("directoriesLeft", 0L));
  }

  /** {@return the JSON form, with members named as the counts} */
  public JsonObject toJson() {
    return new JsonObject()
        .put("refusedByPolicy", refusedByPolicy)
        .put("refusedByMessageSize", refusedByMessageSize)
        .put("refusedByConnections", refusedByConnections)
        .put("refusedByUid", refusedByUid)
        .put("refusedBySharedMemory", refusedBySharedMemory)
        .put("refusedByFailure", refusedByFailure)
        .put("handshakeTimeouts", handshakeTimeouts)
        .put("handshakeEvictions", handshakeEvictions)
        .put("handshakesAbandoned", handshakesAbandoned)
        .put("handshakeViolations", handshakeViolations)
        .put("acceptFailures", acceptFailures)
        .put("protocolViolations", protocolViolations)
        .put("idleEvictions", idleEvictions)
        .put("failedConnections", failedConnections)
        .put("readerFailures", readerFailures)
        .put("responsesNotHeld", responsesNotHeld)
        .put("requestsHeldBack", requestsHeldBack)
        .put("directoriesLeft", directoriesLeft);
  }
}
