package dev.qbipc.server;

/**
 * Connections of a service, with libqb's fields ({@code struct qb_ipcs_stats}, section 8.4).
 *
 * @param activeConnections open now
 * @param closedConnections closed since the start
 */
public record ServiceStats(int activeConnections, int closedConnections) {}
