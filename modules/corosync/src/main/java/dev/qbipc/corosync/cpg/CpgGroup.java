package dev.qbipc.corosync.cpg;

import dev.qbipc.corosync.CorosyncConnection;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.RingId;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * A process group, as one member sees it. It is there before the membership, so that handlers can
 * be set: what they are called with begins with the change that makes this process a member.
 *
 * <p>Each {@link #join()} makes a connection of its own, since corosync lets a connection join once
 * (corosync, section 7). After {@link #leave()}, or when the connection has ended, the group may be
 * joined again; handlers stay.
 *
 * <p>Messages and changes come in corosync's order, which is the same for all members: the handlers
 * are called one at a time on the context that created the group. They may call all methods here.
 *
 * <h2>A slow member</h2>
 *
 * Events are taken from corosync only as fast as the handlers return; {@link #pause()} stops them
 * altogether. This process then holds at most 256 events of together 1.3 MiB, beside what is in the
 * ring in shared memory, 1 MiB. All others wait in corosync, whose queue has no bound: it grows by
 * 0.3 KiB for each message of 64 bytes, 1.5 KiB for one of 1 KiB, 73 KiB for one of 64 KiB. It
 * hardly gives the memory back, and slows no sender (corosync, section 2.5). So a pause is for
 * moments, and {@link CpgOptions#getMaxPause()} ends the membership of a member that does not come
 * out of it. That corosync has ended meanwhile, a paused member is told when it is resumed.
 */
public interface CpgGroup extends CorosyncConnection {

  /** The largest message that is sent in one piece, in bytes, as in libcpg. */
  int MAX_FRAGMENT = 1_047_552;

  /** {@return the group's name} */
  String name();

  /**
   * Joins the group. Corosync is waited for, if it does not run yet, as the options of {@link
   * dev.qbipc.corosync.Corosync} say.
   *
   * @return this, when corosync has taken the join; messages may be sent from then on. Fails with
   *     {@link CorosyncError#EXIST} if this group is joined already, or another connection on this
   *     node has joined it with the same process id, see {@link CpgOptions#setPid}; with {@link
   *     CorosyncError#ACCESS} if corosync does not admit this process
   */
  Future<CpgGroup> join();

  /**
   * Leaves the group and ends the connection. Events until the change that says so are handed over,
   * unless this is paused.
   *
   * @return fails with {@link CorosyncError#NOT_EXIST} if the group is not joined
   */
  Future<Void> leave();

  /**
   * Sends a message to all members, oneself included: its delivery to oneself is the only sign that
   * it was sent to the others. Messages are sent in the order of the calls. One that is larger than
   * {@link #MAX_FRAGMENT} goes in fragments, each of which may take the time of a request, and is
   * delivered as one at the place of the last; if members change while they are under way, all
   * members drop it, which corosync may learn too late to tell.
   *
   * @param message not to be changed before the future completes
   * @return completes when corosync can read it; fails with {@link CorosyncError#NOT_EXIST} if the
   *     group is not joined, {@link CorosyncError#TRY_AGAIN} if it could not be sent in time or too
   *     much waits already, {@link CorosyncError#TOO_BIG} if it is larger than {@link
   *     CpgOptions#getMaxMessageSize()}, and {@link CorosyncError#INTERRUPT} if members changed
   *     while its fragments were sent, so that no one receives it
   */
  Future<Void> multicast(Buffer message);

  /**
   * As {@link #multicast(Buffer)}, with a message in parts, which are not put together before.
   *
   * @param parts the parts, in order
   * @return as there
   */
  Future<Void> multicast(List<Buffer> parts);

  /**
   * {@return whether messages are refused for the moment: stop sending until {@link #drainHandler}}
   */
  boolean writeQueueFull();

  /**
   * Sets what is called when messages are taken again after {@link #writeQueueFull()}.
   *
   * @param handler null for none
   * @return this
   */
  CpgGroup drainHandler(Handler<Void> handler);

  /**
   * Sets what is called with each message.
   *
   * @param handler null for none; messages are dropped then
   * @return this
   */
  CpgGroup handler(Handler<CpgMessage> handler);

  /**
   * Sets what is called with each change of the members. The first one has this process among
   * {@link CpgChange#joined()}.
   *
   * @param handler null for none
   * @return this
   */
  CpgGroup changeHandler(Handler<CpgChange> handler);

  /**
   * Sets what is called with the ring after joining, and with each new one.
   *
   * @param handler null for none
   * @return this
   */
  CpgGroup ringHandler(Handler<CpgRing> handler);

  /**
   * Pauses messages, changes and rings; see above on slow members.
   *
   * @return this
   */
  CpgGroup pause();

  /**
   * Resumes them.
   *
   * @return this
   */
  CpgGroup resume();

  /**
   * This process as a member.
   *
   * @return empty before the first {@link #join()}
   */
  Optional<CpgAddress> self();

  /**
   * {@return the members, by the last change that was handed over; empty when the group is not
   * joined}
   *
   * <p>Corosync up to 3.1.10 can keep members of a node that joined and died within one
   * synchronisation for ever (corosync, section 7). Those on nodes outside the ring are not in this
   * list, but in {@link CpgRing#ghosts()}.
   */
  List<CpgAddress> members();

  /**
   * The ring, by the last one that was handed over.
   *
   * @return empty when the group is not joined
   */
  Optional<RingId> ring();

  /**
   * As in {@link CorosyncConnection}, for each membership; but set after the end of one, it is
   * called at the end of the next.
   */
  @Override
  CpgGroup closeHandler(Handler<CorosyncException> handler);
}
