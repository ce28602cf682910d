package dev.pmxcfs.cluster.group;

import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * What follows from the states of all members.
 *
 * @param leader whose data count; empty if nobody's do more than another's
 * @param synced who has what is to be had already
 * @param updates if this node leads: the bodies of the updates that the others need, none of them
 *     null, which are asked for while they are sent. They must be of this moment, whatever is
 *     changed meanwhile
 */
public record Synchronization(
    Optional<Member> leader, Set<Member> synced, Optional<Iterator<byte[]>> updates) {

  /** Where all members have the same, or make it the same from the states alone. */
  public static Synchronization ofEquals(Set<Member> members) {
    return new Synchronization(Optional.empty(), members, Optional.empty());
  }
}
