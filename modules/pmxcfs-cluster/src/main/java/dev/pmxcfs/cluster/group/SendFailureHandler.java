package dev.pmxcfs.cluster.group;

/** Told that a frame was not sent, by the group's thread. */
@FunctionalInterface
public interface SendFailureHandler {

  /** For frames whose loss does not matter. */
  SendFailureHandler NONE = failure -> {};

  /**
   * The frame was not sent, and will not be.
   *
   * @param failure why
   */
  void failed(SendFailure failure);
}
