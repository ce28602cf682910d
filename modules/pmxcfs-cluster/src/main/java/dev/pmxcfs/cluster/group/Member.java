package dev.pmxcfs.cluster.group;

/**
 * A process of a group.
 *
 * @param nodeId the corosync id of its node; unsigned
 * @param pid the process id that it joined with; unsigned
 */
public record Member(int nodeId, int pid) {

  /**
   * The order that decides ties among leaders: by node, then by process. By the sign of a
   * difference of 32 bits, as the C server does, which is no order of ids that are 2^31 apart; so
   * nothing may be sorted by it that relies on one.
   */
  boolean isBefore(Member other) {
    int difference = nodeId == other.nodeId ? pid - other.pid : nodeId - other.nodeId;
    return difference < 0;
  }

  /** As in {@code 1/6605}. */
  @Override
  public String toString() {
    return Integer.toUnsignedString(nodeId) + "/" + Integer.toUnsignedString(pid);
  }
}
