package dev.pmxcfs.cluster.group;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The members of a group, who of them is synced, and the states of a sync (cluster, section 2.3).
 */
final class Membership {

  /** In the order in which ties are decided. */
  private final List<Member> members;

  private final int lowestNode;
  private final Map<Member, byte[]> states = new LinkedHashMap<>();
  private Set<Member> synced = Set.of();

  Membership(Collection<Member> members) {
    this.members = sorted(members);
    lowestNode =
        members.stream()
            .map(Member::nodeId)
            .min(Integer::compareUnsigned)
            .orElse(-1); // unsigned, the largest id: nobody's
  }

  /** By insertion, which ends with any comparison. */
  private static List<Member> sorted(Collection<Member> members) {
    List<Member> sorted = new ArrayList<>();
    for (Member member : new LinkedHashSet<>(members)) {
      int at = sorted.size();
      while (at > 0 && member.isBefore(sorted.get(at - 1))) {
        at--;
      }
      sorted.add(at, member);
    }
    return sorted;
  }

  List<Member> members() {
    return members;
  }

  boolean contains(Member member) {
    return members.contains(member);
  }

  boolean isAlone() {
    return members.size() == 1;
  }

  /** Whether a process is on the lowest node; two may be. */
  boolean isLowest(Member member) {
    return member.nodeId() == lowestNode;
  }

  boolean isSynced(Member member) {
    return synced.contains(member);
  }

  void allAreSynced() {
    synced = Set.copyOf(members);
  }

  void areSynced(Set<Member> members) {
    synced = Set.copyOf(members);
  }

  /**
   * Keeps the state of a member; of those who have the same, as most have, one is held for all.
   *
   * @return false if there is one already
   */
  boolean addState(Member member, byte[] state) {
    return states.putIfAbsent(member, held(state)) == null;
  }

  private byte[] held(byte[] state) {
    return states.values().stream()
        .filter(other -> Arrays.equals(other, state))
        .findFirst()
        .orElse(state);
  }

  void dropStates() {
    states.clear();
  }

  boolean hasAllStates() {
    return states.size() == members.size();
  }

  /** The states in the order of the members. */
  List<MemberState> states() {
    return members.stream().map(member -> new MemberState(member, states.get(member))).toList();
  }

  /** Who has not sent a state. */
  List<Member> withoutState() {
    return members.stream().filter(member -> !states.containsKey(member)).toList();
  }

  /** Who is to start a sync. */
  List<Member> onLowestNode() {
    return members.stream().filter(this::isLowest).toList();
  }
}
