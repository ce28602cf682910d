package dev.pmxcfs.cluster.simulation;

import dev.pmxcfs.cluster.group.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The corosyncs of all nodes, and one process group on them: total order and virtual synchrony
 * within each part of the network. Members that stay together get the same frames before a change
 * of the members that all of them see; what was sent in another part, and nobody of this one has
 * got yet, may never come.
 */
final class SimulatedCorosync {

  private final Random random;

  /** The nodes that see each other; those whose corosync does not run are in none. */
  private List<Set<Integer>> parts = new ArrayList<>();

  private final List<SimulatedProcess> members = new ArrayList<>();
  private long sequence;
  private long frames;
  private long bytes;

  SimulatedCorosync(Collection<Integer> nodes, Random random) {
    this.random = random;
    parts.add(new LinkedHashSet<>(nodes));
  }

  /** How many frames were sent. */
  long frames() {
    return frames;
  }

  /** How many bytes these had. */
  long bytes() {
    return bytes;
  }

  boolean runsOn(int node) {
    return parts.stream().anyMatch(part -> part.contains(node));
  }

  /** The nodes that a node sees. */
  Set<Integer> partOf(int node) {
    return parts.stream().filter(part -> part.contains(node)).findFirst().orElse(Set.of());
  }

  List<SimulatedProcess> membersWith(int node) {
    Set<Integer> part = partOf(node);
    return members.stream().filter(member -> part.contains(member.self().nodeId())).toList();
  }

  /** A process joins; everybody in its part sees that at the same place. */
  void join(SimulatedProcess process) {
    members.add(process);
    tell(membersWith(process.self().nodeId()), Set.of(), Set.of(process.self()));
  }

  /** A process leaves, and is the last to hear so. */
  void leave(SimulatedProcess process) {
    List<SimulatedProcess> all = membersWith(process.self().nodeId());
    members.remove(process);
    List<SimulatedProcess> rest = membersWith(process.self().nodeId());
    long at = ++sequence;
    for (SimulatedProcess member : all) {
      member.receive(
          SimulatedProcess.Event.change(at, addresses(rest), Set.of(process.self()), Set.of()));
    }
    process.receive(SimulatedProcess.Event.end(++sequence));
  }

  /** A process is gone; of what it had sent, what nobody has got yet may be lost. */
  void died(SimulatedProcess process) {
    if (members.remove(process)) {
      List<SimulatedProcess> rest = membersWith(process.self().nodeId());
      cut(rest);
      tell(rest, Set.of(process.self()), Set.of());
    }
  }

  /** Gives a frame its place in the order. */
  void send(SimulatedProcess sender, byte[] frame) {
    long at = ++sequence;
    frames++;
    bytes += frame.length;
    for (SimulatedProcess member : membersWith(sender.self().nodeId())) {
      member.receive(SimulatedProcess.Event.frame(at, frame, sender.self()));
    }
  }

  boolean isMember(SimulatedProcess process) {
    return members.contains(process);
  }

  /** The network is another one: nodes in no part have no corosync any more. */
  void split(List<Set<Integer>> next) {
    List<Set<Integer>> old = parts;
    parts = next;
    Set<Integer> everywhere = next.stream().flatMap(Set::stream).collect(Collectors.toSet());
    List<SimulatedProcess> before = List.copyOf(members);
    for (SimulatedProcess member : before) {
      if (!everywhere.contains(member.self().nodeId())) {
        members.remove(member);
        member.lose(++sequence);
      }
    }
    for (Set<Integer> part : next) {
      List<SimulatedProcess> now = in(members, part);
      List<List<SimulatedProcess>> together =
          old.stream().map(was -> in(now, was)).filter(group -> !group.isEmpty()).toList();
      for (List<SimulatedProcess> transitional : together) {
        cut(transitional);
      }
      long at = ++sequence;
      for (List<SimulatedProcess> transitional : together) {
        Set<Member> had = addressesOf(in(before, old, transitional.get(0).self().nodeId()));
        Set<Member> has = addressesOf(now);
        tell(transitional, at, now, minus(had, has), minus(has, had));
      }
    }
  }

  private static List<SimulatedProcess> in(
      List<SimulatedProcess> processes, List<Set<Integer>> parts, int node) {
    return parts.stream()
        .filter(part -> part.contains(node))
        .findFirst()
        .map(part -> in(processes, part))
        .orElse(List.of());
  }

  private static List<SimulatedProcess> in(List<SimulatedProcess> processes, Set<Integer> part) {
    return processes.stream().filter(member -> part.contains(member.self().nodeId())).toList();
  }

  private static Set<Member> minus(Set<Member> all, Set<Member> some) {
    Set<Member> rest = new LinkedHashSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  /**
   * Those who stay together agree on what they have got: all that one of them has, all of their
   * own, and of what others have sent, as much as chance will have it.
   */
  private void cut(List<SimulatedProcess> together) {
    long certain = together.stream().mapToLong(SimulatedProcess::lastReceived).max().orElse(0);
    Set<Member> own = addressesOf(together);
    List<Long> uncertain =
        together.stream()
            .flatMap(member -> member.waiting().stream())
            .filter(event -> event.frame() != null && event.sequence() > certain)
            .filter(event -> !own.contains(event.sender()))
            .map(SimulatedProcess.Event::sequence)
            .distinct()
            .sorted()
            .toList();
    if (!uncertain.isEmpty() && random.nextBoolean()) {
      long last = uncertain.get(random.nextInt(uncertain.size()));
      Set<Long> lost = new HashSet<>(uncertain);
      lost.removeIf(one -> one < last);
      together.forEach(member -> member.waiting().removeIf(e -> lost.contains(e.sequence())));
    }
  }

  private void tell(List<SimulatedProcess> whom, Set<Member> left, Set<Member> joined) {
    tell(whom, ++sequence, whom, left, joined);
  }

  private static void tell(
      List<SimulatedProcess> whom,
      long at,
      List<SimulatedProcess> now,
      Set<Member> left,
      Set<Member> joined) {
    for (SimulatedProcess member : whom) {
      if (!left.isEmpty() || !joined.isEmpty()) {
        member.receive(SimulatedProcess.Event.change(at, addresses(now), left, joined));
      }
    }
  }

  private static List<Member> addresses(List<SimulatedProcess> processes) {
    return processes.stream().map(SimulatedProcess::self).toList();
  }

  private static Set<Member> addressesOf(List<SimulatedProcess> processes) {
    return new LinkedHashSet<>(addresses(processes));
  }
}
