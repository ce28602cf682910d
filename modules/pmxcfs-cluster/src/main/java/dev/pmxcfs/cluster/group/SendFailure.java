package dev.pmxcfs.cluster.group;

/** Why a frame was not sent. */
public enum SendFailure {
  /** corosync did not take it in time, or not at all. */
  REFUSED,
  /**
   * Members changed between the fragments of a large frame, so that nobody receives it (cluster,
   * defect D19). The change is told, or is going to be.
   */
  INTERRUPTED
}
