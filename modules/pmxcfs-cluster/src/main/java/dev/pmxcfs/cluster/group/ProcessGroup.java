package dev.pmxcfs.cluster.group;

/**
 * A process group of corosync, as the state machine uses it: frames reach all members, the sender
 * too, in the same order, and changes of the members have their place in it.
 *
 * <p>Everything happens on one thread, the group's: the calls of these methods, and those of {@link
 * GroupEvents} and of what is given here. None of these methods blocks, and none calls back before
 * it returns.
 */
public interface ProcessGroup {

  /**
   * Joins, over a connection of its own: corosync lets none join twice (cluster, defect D11). What
   * comes of it is told by {@link GroupEvents#changed}, or {@link GroupEvents#ended} if it fails.
   */
  void join(GroupEvents events);

  /** Leaves, and ends the connection. {@link GroupEvents#ended} follows, whatever comes of it. */
  void leave();

  /**
   * This process as a member; known by the first {@link GroupEvents#changed} of a membership.
   *
   * @throws IllegalStateException before
   */
  Member self();

  /**
   * Sends a frame to all members, with the guarantee AGREED. Frames are sent in the order of the
   * calls. It is not tried again without being asked to: an implementation does what is worth doing
   * while corosync has no room, and no more.
   *
   * @param frame not to be changed any more
   * @param failure told if it was not sent and will not be; not after {@link GroupEvents#ended}
   */
  void multicast(byte[] frame, SendFailureHandler failure);

  /**
   * Runs an action once all frames so far have been sent, or the failures of those that were not
   * have been told; not after {@link GroupEvents#ended}.
   */
  void whenSent(Runnable action);
}
