package dev.qbipc.corosync.votequorum;

import dev.qbipc.corosync.CorosyncConnection;
import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import io.vertx.core.Future;
import io.vertx.core.Handler;

/**
 * A connection to corosync's service votequorum: votes, and the nodes that were ever seen, dead
 * ones too. Whether this node has the quorum is what {@link dev.qbipc.corosync.quorum.Quorum} says
 * as well, and that is there without votequorum too.
 *
 * <p>Handlers are called one at a time, in corosync's order. There is nothing to pause: corosync
 * tells of each change once, in some hundred bytes.
 *
 * <p>What a program does that is a quorum device is not offered here; {@link VotequorumInfo} has
 * what is known of one.
 */
public interface Votequorum extends CorosyncConnection {

  /**
   * The most votes that can be set here. Corosync takes any number, and counts in 32 bits: of too
   * many it has concluded that none are needed for the quorum. With these the votes of 384 nodes,
   * which are the most that a ring can have, fit in.
   */
  int MAX_VOTES = 1_000_000;

  /** {@return what is known of this node, and of the votes of all} */
  Future<VotequorumInfo> info();

  /**
   * Asks what is known of a node, and of the votes of all.
   *
   * @param nodeId unsigned; 0 for this node
   * @return fails with {@link CorosyncError#NOT_EXIST} for a node that was never seen
   */
  Future<VotequorumInfo> info(int nodeId);

  /**
   * Sets how many votes there would be if all nodes were there, on all nodes of the ring. Of this
   * nothing is kept when corosync ends.
   *
   * @param votes 1 to {@link #MAX_VOTES}
   * @return fails with {@link CorosyncError#INVALID_PARAM} for another number, for fewer than there
   *     are in the ring, and for so many that the quorum would be lost
   */
  Future<Void> setExpectedVotes(int votes);

  /**
   * Sets how many votes a node has, on all nodes of the ring; there are as many more expected as it
   * makes more. Of this nothing is kept when that node's corosync ends.
   *
   * @param nodeId unsigned
   * @param votes 0 to {@link #MAX_VOTES}
   * @return fails with {@link CorosyncError#NAME_NOT_FOUND} for a node that was never seen, and
   *     with {@link CorosyncError#INVALID_PARAM} for another number, for so many, or so few, that
   *     the quorum would be lost, where {@link VotequorumFlag#TWO_NODE} is set, and for node 0,
   *     which would give votes to a quorum device, be there one or not (corosync, section 4)
   */
  Future<Void> setVotes(int nodeId, int votes);

  /**
   * Asks for the state as it is now. No handler is called with it.
   *
   * @return the state
   */
  Future<VotequorumState> current();

  /**
   * Sets what is called with each state while {@linkplain #track(long) tracking}.
   *
   * @param handler null for none
   * @return this
   */
  Votequorum handler(Handler<VotequorumState> handler);

  /**
   * Sets what is called with the nodes of each ring while {@linkplain #track(long) tracking}. It
   * comes before the {@linkplain #handler state} of that ring, when votes have not been counted
   * yet.
   *
   * @param handler null for none
   * @return this
   */
  Votequorum nodesHandler(Handler<VotequorumNodes> handler);

  /**
   * Sets what is called when the number of expected votes is set, also to what it was, or grows
   * with a node's votes, while {@linkplain #track(long) tracking}.
   *
   * @param handler null for none
   * @return this
   */
  Votequorum expectedVotesHandler(Handler<VotequorumExpectedVotes> handler);

  /**
   * As {@link #track(long)}, with a context of 0.
   *
   * @return as there
   */
  default Future<Void> track() {
    return track(0);
  }

  /**
   * Tracks votes and nodes: the handlers are called with what is now, and with each change.
   *
   * @param context what the handlers are told with each call; all 64 bits come back
   * @return completes when corosync has taken the request; the first calls of the handlers may come
   *     before. Fails with {@link CorosyncError#EXIST} if this is tracking already; the handlers
   *     are called with what is now all the same, and with this context, but with the first one
   *     afterwards
   */
  Future<Void> track(long context);

  /**
   * As {@link #track(long)}, with changes alone.
   *
   * @param context comes back with each event
   * @return as there
   */
  Future<Void> trackChanges(long context);

  /**
   * Stops tracking. The handlers are called no more.
   *
   * @return fails with {@link CorosyncError#NOT_EXIST} if this is not tracking
   */
  Future<Void> stopTracking();

  @Override
  Votequorum closeHandler(Handler<CorosyncException> handler);
}
