package dev.qbipc.server;

/**
 * What an operation has done since the service began. A swap of its module does not reset it.
 *
 * @param id the message id, or {@link #FALLBACK}
 * @param module the module that answers now; empty for an operation that was registered alone
 * @param version its version
 * @param threading where it runs
 * @param requests requests that have ended
 * @param errors those of them that were answered with an error
 * @param timeouts those of them that were answered with ETIMEDOUT at the operation's deadline
 * @param inFlight requests that have not ended
 * @param latencies how long the requests took that have ended
 */
public record OperationStats(
    int id,
    String module,
    String version,
    Threading threading,
    long requests,
    long errors,
    long timeouts,
    int inFlight,
    Latencies latencies) {

  /** Stands for all ids that have no operation. */
  public static final int FALLBACK = -1;
}
