package dev.pmxcfs.cluster.wire;

/**
 * A configuration of a group, as one node names it: the sync that the node starts is told by it
 * from earlier ones, whose frames may still be under way (cluster, section 2.1).
 *
 * @param counter the configuration changes that its process has seen in the group; unsigned
 * @param time when it came, by that node's clock, in seconds since 1970; unsigned
 * @param nodeId of that node; unsigned
 * @param pid of that process; unsigned
 */
public record Epoch(int counter, int time, int nodeId, int pid) {

  /** Of no configuration. */
  public static final Epoch NONE = new Epoch(0, 0, 0, 0);
}
