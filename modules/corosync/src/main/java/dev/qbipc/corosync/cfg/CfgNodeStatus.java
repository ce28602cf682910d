package dev.qbipc.corosync.cfg;

import java.util.List;

/**
 * How a node is reached by knet.
 *
 * @param nodeId the node
 * @param reachable whether it is, by whatever link
 * @param remote whether it is reached by way of others
 * @param external whether it is outside of the cluster
 * @param onwireMin the oldest version of knet's protocol that it speaks
 * @param onwireMax the newest one
 * @param onwireVersion the one that is spoken with it
 * @param links those that are in use
 */
public record CfgNodeStatus(
    int nodeId,
    boolean reachable,
    boolean remote,
    boolean external,
    int onwireMin,
    int onwireMax,
    int onwireVersion,
    List<CfgLinkStatus> links) {

  /**
   * Copies the lists.
   *
   * @param nodeId the node
   * @param reachable whether it is, by whatever link
   * @param remote whether it is reached by way of others
   * @param external whether it is outside of the cluster
   * @param onwireMin the oldest version of knet's protocol that it speaks
   * @param onwireMax the newest one
   * @param onwireVersion the one that is spoken with it
   * @param links those that are in use
   */
  public CfgNodeStatus {
    links = List.copyOf(links);
  }
}
