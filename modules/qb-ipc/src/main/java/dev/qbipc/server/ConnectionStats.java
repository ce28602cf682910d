package dev.qbipc.server;

/**
 * What one connection has done, with libqb's fields ({@code struct qb_ipcs_connection_stats_2},
 * protocol, section 8.4).
 *
 * @param clientPid the client's process id
 * @param requests requests taken from the ring and handed to an operation
 * @param responses responses written to the ring
 * @param events events written to the ring
 * @param sendRetries responses and events that found their ring full
 * @param recvRetries always 0 here: libqb counts announced requests that were not in the ring
 * @param flowControlState the flow-control word written last
 * @param flowControlCount how often the word changed
 * @param eventQueueLength events that the client has not read, by the event ring's semaphore
 */
public record ConnectionStats(
    int clientPid,
    long requests,
    long responses,
    long events,
    long sendRetries,
    long recvRetries,
    int flowControlState,
    long flowControlCount,
    int eventQueueLength) {}
