package dev.pmxcfs.cluster.group;

import java.util.List;

/**
 * What a {@link ProcessGroup} tells, in the order of the group and on its thread. None of these
 * methods blocks for longer than an {@link Application} does.
 */
public interface GroupEvents {

  /**
   * A frame, of this process too.
   *
   * @param frame the receiver's own
   * @param sender who has sent it, by corosync's word
   */
  void delivered(byte[] frame, Member sender);

  /**
   * Members have come or gone.
   *
   * @param members who is there from now on, in any order
   * @param left who has gone; nothing follows from it for the members
   * @param joined who has come; may name who has also left
   */
  void changed(List<Member> members, List<Member> left, List<Member> joined);

  /**
   * There is nothing more at hand for the moment. Has to be told after all else once no more is
   * waiting: what an application has put off is done then, and its senders are answered, unless it
   * may wait for what comes next.
   *
   * @return after how many milliseconds this has to be told again, if nothing else comes before
   */
  long idle();

  /**
   * The membership has ended, or did not come about. No more is told of it, and the group may be
   * joined anew.
   *
   * @param reason why, a part of a sentence for the log; of no meaning after {@link
   *     ProcessGroup#leave}
   */
  void ended(String reason);
}
