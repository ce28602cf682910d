package dev.pmxcfs.state.mutation;

/**
 * Where and when a mutation was made.
 *
 * @param writer the corosync node id of the node, 0 without a cluster
 * @param time the node's time in seconds since 1970
 */
public record Origin(int writer, long time) {

  /** The time as files keep it: its lower 32 bits. */
  int mtime() {
    return (int) time;
  }
}
