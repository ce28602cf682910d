package dev.pmxcfs.cluster.group;

import java.util.List;
import java.util.Optional;

/**
 * How a group fares, for people.
 *
 * @param mode what it is doing
 * @param modeSinceMillis since when, by {@link GroupClock#millis}
 * @param members who is there, in the order of nodes; empty when the group is not joined
 * @param missing of whom a sync awaits something: its start of the lowest node, or states
 * @param leader whose data the last sync was about, if anybody's
 * @param lastSyncSeconds when this node last became synced, in seconds since 1970, unsigned; empty
 *     if it never did
 * @param waiting how many senders of this node wait
 * @param queuedFrames how many frames wait for the end of a sync
 * @param queuedBytes how many bytes these have
 * @param lastLeave why this node last left the group, or lost it; a part of a sentence
 */
public record GroupStatus(
    Mode mode,
    long modeSinceMillis,
    List<MemberStatus> members,
    List<Member> missing,
    Optional<Member> leader,
    Optional<Integer> lastSyncSeconds,
    int waiting,
    int queuedFrames,
    long queuedBytes,
    Optional<String> lastLeave) {

  /**
   * A member.
   *
   * @param member who
   * @param isSynced whether it has what is to be had, as far as is known here
   */
  public record MemberStatus(Member member, boolean isSynced) {}
}
