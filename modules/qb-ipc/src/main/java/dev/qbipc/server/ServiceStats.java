package dev.qbipc.server;

/**
 * Connections of a service: with libqb's fields ({@code struct qb_ipcs_stats}, protocol, section
 * 8.4), and what it refused.
 *
 * @param activeConnections open now
 * @param closedConnections closed since the start
 * @param protection refused or ended in self-defence
 */
public record ServiceStats(
    int activeConnections, int closedConnections, ProtectionStats protection) {

  /**
   * Of a service that has refused nothing: libqb's fields alone.
   *
   * @param activeConnections open now
   * @param closedConnections closed since the start
   */
  public ServiceStats(int activeConnections, int closedConnections) {
    this(activeConnections, closedConnections, ProtectionStats.NONE);
  }
}
