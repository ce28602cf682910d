package dev.pmxcfs.cluster.group;

import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.cluster.wire.NormalFrame;
import dev.pmxcfs.state.tree.Digest;
import java.util.List;

/**
 * What the members of a group have in common, and how it becomes and stays the same. All methods
 * are called on the group's thread, which they may block for as long as they have work of their
 * own, and never for an answer of the group.
 *
 * <p>It may put off what {@link #apply} asks for, to do more in one go, until {@link #flush}, which
 * the state machine calls before it asks for anything else than another {@link #apply}. When the
 * group is idle it calls {@link #rest}, by which some of it may be put off for longer.
 *
 * @param <S> who waits for what becomes of its frame
 */
public interface Application<S extends Submission> {

  /** The body of STATE: by it the members find out what each of them lacks. */
  byte[] state();

  /**
   * Finds out who lacks what. What this node lacks comes by {@link #update}; if it is among the
   * synced, it has taken over what it needs of the states when this returns.
   *
   * @param states of all members, in the order in which ties are decided
   * @param self this node's among them
   * @throws MalformedFrameException if a state cannot be read
   * @throws LeaveException for any other reason to give up
   */
  Synchronization process(List<MemberState> states, Member self)
      throws MalformedFrameException, LeaveException;

  /**
   * Takes in an update, which must not have an effect before {@link #commit}. One of a member that
   * does not lead is to be ignored.
   *
   * @throws MalformedFrameException if it cannot be read
   */
  void update(Member sender, byte[] update) throws MalformedFrameException;

  /**
   * All updates have come: makes them one's own, all or none.
   *
   * @param sender who says so
   * @throws LeaveException if that fails; nothing has changed then
   */
  void commit(Member sender) throws LeaveException;

  /** States and updates count no more: the sync is over, or another one begins. */
  void discard();

  /**
   * Does what a frame says. What the rules of the application refuse is refused on every node
   * alike, and no exception.
   *
   * @param frame its subtype and body are another node's word
   * @param submission to be answered, if this node has sent it and somebody still waits; otherwise
   *     null. Answered also where this throws
   * @throws MalformedFrameException if the frame cannot be read, so that all members leave
   * @throws LeaveException if it cannot be done here
   */
  void apply(Member sender, NormalFrame frame, S submission)
      throws MalformedFrameException, LeaveException;

  /**
   * Does what was put off.
   *
   * @throws LeaveException if it cannot be done; its submissions have been answered
   */
  void flush() throws LeaveException;

  /** What {@link #rest} returns where nothing is put off. */
  long NOTHING = Long.MAX_VALUE;

  /**
   * Does what was put off, but for what may wait for what comes next, and for a short time.
   *
   * @param nowMillis by the clock of the group
   * @return after how many milliseconds to call it again, if nothing else is called before; {@link
   *     #NOTHING} if there is no need
   * @throws LeaveException as {@link #flush}
   */
  default long rest(long nowMillis) throws LeaveException {
    flush();
    return NOTHING;
  }

  /** The digest of everything, of a group that is verified. */
  Digest digest();

  /** The members are others, or the same once more. */
  void changed(List<Member> members);

  /** This node has become the same as the others, and is about to do what was queued meanwhile. */
  void synced();
}
