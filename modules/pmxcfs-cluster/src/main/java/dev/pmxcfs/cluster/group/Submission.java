package dev.pmxcfs.cluster.group;

/**
 * Whoever waits for what becomes of a frame of this node. It is answered exactly once: by the
 * application that gets it with the frame, or by a refusal.
 */
public interface Submission {

  /**
   * It will not be told what becomes of its frame. On the group's thread, which it must not block.
   */
  void refused(Refusal refusal);
}
