package dev.pmxcfs.cluster.simulation;

import dev.pmxcfs.cluster.group.GroupStatus;
import dev.pmxcfs.cluster.group.Mode;
import dev.pmxcfs.cluster.group.Submission;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A run of a schedule, and what has to hold after it: all nodes that can see each other are synced
 * and have the same; whoever asked for something is answered, once; nothing that was acknowledged
 * is lost but by a rule; and no queue is left.
 */
final class Simulation<S extends Submission> {

  /** Longer than any pause before joining again, and than a sender waits. */
  private static final int LAST_SECONDS = 200;

  private static final int MAX_ROUNDS = 20_000;

  private final Schedule schedule;
  private final Random random;
  private final SimulatedTime time = new SimulatedTime();
  private final Ledger ledger = new Ledger();
  private final List<SimulatedNode<S>> nodes = new ArrayList<>();
  private final SimulatedCorosync corosync;
  private final HostileMember hostile;
  private int changes;

  /** What a run has come to, for whoever wants to know how much it did. */
  record Summary(long frames, long bytes, int acknowledged, int asked) {}

  Simulation(Schedule schedule, Supplier<Database<S>> databases) {
    this.schedule = schedule;
    random = new Random(schedule.seed());
    var referee = new Referee(ledger);
    for (int id = 1; id <= schedule.nodes(); id++) {
      nodes.add(
          new SimulatedNode<>(id, databases.get(), time, random.nextInt(2001) - 1000, referee));
    }
    corosync = new SimulatedCorosync(allIds(), random);
    hostile =
        new HostileMember(
            corosync, 1 + random.nextInt(schedule.nodes()), databases.get().emptyState(), random);
  }

  private Set<Integer> allIds() {
    return IntStream.rangeClosed(1, schedule.nodes())
        .boxed()
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Runs it; throws an AssertionError if something does not hold. */
  Summary run() {
    for (Step step : schedule.steps()) {
      random.setSeed(schedule.seed() ^ step.number());
      take(step, nodes.get(step.node()));
    }
    end();
    check();
    return new Summary(corosync.frames(), corosync.bytes(), ledger.acknowledged(), changes);
  }

  private void take(Step step, SimulatedNode<S> node) {
    int number = step.number();
    switch (step.kind()) {
      case RECEIVE -> receive(node, number);
      case SEND -> send(node, 1 + number % 4);
      case SUBMIT -> submit(node);
      case TIME -> pass(number % 5 == 0 ? number % 20_000 : number % 1_500);
      case KILL -> kill(node);
      case CRASH -> {
        if (corosync.runsOn(node.id())) {
          without(node);
          ledger.died(node.id());
          node.die();
        }
      }
      case STOP -> {
        if (node.isUp()) {
          node.stop();
        }
      }
      case START -> start(node);
      case COROSYNC -> bringBack(node);
      case COROSYNC_ENDS -> {
        if (corosync.runsOn(node.id())) {
          without(node);
        }
      }
      case SPLIT -> split(number);
      case HEAL -> heal();
      case REFUSE -> {
        if (node.isUp()) {
          node.process().refuse(1 + number % 3);
        }
      }
      case BACK_UP -> node.backUp();
      case RESTORE -> restore(node);
      case ALONE -> writeAlone(node, number);
      case CLOCK -> node.setClock(number % 4001 - 2000);
      case DISK -> node.database().fail();
      case HOSTILE -> hostile(number);
      case SETTLE -> {
        settle();
        if (!schedule.isHostile() && !differsUntilSync()) {
          checkEqual();
        }
      }
    }
  }

  private void receive(SimulatedNode<S> node, int number) {
    if (hostile.isIn() && number % 4 == 0) {
      hostile.process().receiveNext();
    }
    node.receive(1 + number % 5);
    if (node.isUp() && (number % 2 == 0 || !node.process().hasIncoming())) {
      node.idle();
    }
  }

  private void send(SimulatedNode<S> node, int count) {
    for (int i = 0; i < count && node.isUp() && node.process().sendNext(); i++) {
      // one after the other
    }
    if (hostile.isIn()) {
      hostile.process().sendNext();
    }
  }

  private void submit(SimulatedNode<S> node) {
    if (node.isUp()) {
      int change = ++changes;
      ledger.asked(change, node.id());
      node.database().submit(node.machine(), change, ledger);
    }
  }

  private void pass(long millis) {
    time.pass(millis);
    for (SimulatedNode<S> node : nodes) {
      if (node.isUp()) {
        node.machine().tick();
      }
    }
  }

  private void start(SimulatedNode<S> node) {
    if (!node.isUp()) {
      node.start(corosync, () -> isQuorate(node.id()));
    }
  }

  private boolean isQuorate(int node) {
    return 2 * corosync.partOf(node).size() > schedule.nodes();
  }

  private void kill(SimulatedNode<S> node) {
    if (node.isUp()) {
      interruptSome();
      ledger.died(node.id());
      corosync.died(node.die());
    }
  }

  /** Large frames are lost that are under way when members change. */
  private void interruptSome() {
    for (SimulatedNode<S> node : nodes) {
      if (node.isUp() && random.nextInt(4) == 0) {
        node.process().interrupt();
      }
    }
  }

  private List<Set<Integer>> parts() {
    return nodes.stream()
        .map(node -> corosync.partOf(node.id()))
        .filter(part -> !part.isEmpty())
        .distinct()
        .map(part -> (Set<Integer>) new LinkedHashSet<>(part))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private void without(SimulatedNode<S> node) {
    List<Set<Integer>> parts = parts();
    parts.forEach(part -> part.remove(node.id()));
    parts.removeIf(Set::isEmpty);
    split(parts);
  }

  private void split(List<Set<Integer>> parts) {
    Set<Set<Integer>> before = new LinkedHashSet<>(parts());
    for (SimulatedNode<S> node : nodes) {
      boolean isChanged = corosync.runsOn(node.id()) && !parts.contains(corosync.partOf(node.id()));
      if (isChanged && node.isUp() && random.nextInt(4) == 0) {
        node.process().interrupt();
      }
    }
    if (!before.equals(new LinkedHashSet<>(parts))) {
      corosync.split(parts);
    }
  }

  private void split(int number) {
    List<Set<Integer>> next = new ArrayList<>();
    for (Set<Integer> part : parts()) {
      Set<Integer> one = new LinkedHashSet<>();
      Set<Integer> other = new LinkedHashSet<>();
      part.forEach(id -> (random.nextBoolean() ? one : other).add(id));
      next.add(one);
      next.add(other);
    }
    next.removeIf(Set::isEmpty);
    split(next);
  }

  private void heal() {
    Set<Integer> all = parts().stream().flatMap(Set::stream).collect(Collectors.toSet());
    if (!all.isEmpty()) {
      split(new ArrayList<>(List.of(all)));
    }
  }

  private void bringBack(SimulatedNode<S> node) {
    if (!corosync.runsOn(node.id())) {
      List<Set<Integer>> parts = parts();
      if (parts.isEmpty() || random.nextBoolean()) {
        parts.add(new LinkedHashSet<>(Set.of(node.id())));
      } else {
        parts.get(random.nextInt(parts.size())).add(node.id());
      }
      split(parts);
    }
  }

  private void restore(SimulatedNode<S> node) {
    if (!node.isUp()) {
      ledger.given(node.database().changes());
      node.restore();
    }
  }

  private void writeAlone(SimulatedNode<S> node, int number) {
    if (!node.isUp()) {
      for (int i = 0; i <= number % 4; i++) {
        node.database().changeAlone(++changes, node.id(), node.seconds());
      }
    }
  }

  private void hostile(int number) {
    if (number % 16 == 0 && hostile.isIn()) {
      hostile.end();
      corosync.died(hostile.process());
    } else if (hostile.isIn()) {
      hostile.sendSomething();
    } else {
      hostile.join();
    }
  }

  /** All arrives that is under way, without time passing. */
  private void settle() {
    boolean moves = true;
    for (int round = 0; moves; round++) {
      if (round > MAX_ROUNDS) {
        throw new AssertionError("the group never comes to rest");
      }
      moves = hostile.isIn() && (hostile.process().sendNext() | hostile.process().receiveNext());
      moves |= SimulatedNode.moveAll(nodes);
      nodes.forEach(node -> node.checkReason(!schedule.isHostile()));
      moves |= nodes.stream().anyMatch(this::hasWork);
    }
  }

  private boolean hasWork(SimulatedNode<S> node) {
    return node.isUp() && corosync.runsOn(node.id()) && !node.process().isQuiet();
  }

  /** Everybody comes back, and nothing more happens. */
  private void end() {
    hostile.end();
    corosync.died(hostile.process());
    for (SimulatedNode<S> node : nodes) {
      bringBack(node);
      if (node.isUp()) { // or refusals that have piled up would put it off beyond the end
        node.process().refuseNoMore();
      }
    }
    heal();
    settle();
    int timedOut = ledger.timedOut();
    for (int second = 0; second < LAST_SECONDS; second++) {
      settle();
      for (SimulatedNode<S> node : nodes) {
        if (node.isOutForGood()) {
          kill(node);
        }
        start(node);
      }
      pass(1000);
    }
    if (differsUntilSync()) {
      kill(nodes.get(0));
      settle();
      start(nodes.get(0));
    }
    settle();
    if (!schedule.isHostile() && ledger.timedOut() != timedOut) {
      throw new AssertionError("somebody was not told what has become of a change");
    }
  }

  private void check() {
    for (SimulatedNode<S> node : nodes) {
      GroupStatus status = node.machine().status();
      assertThat(status.mode() == Mode.SYNCED, "is synced", node);
      assertThat(status.members().size() == nodes.size(), "sees all members", node);
      assertThat(
          status.members().stream().allMatch(GroupStatus.MemberStatus::isSynced),
          "knows that all members are synced",
          node);
      assertThat(status.waiting() == 0, "lets nobody wait", node);
      assertThat(status.queuedFrames() == 0 && status.queuedBytes() == 0, "has no queue", node);
    }
    checkEqual();
    Set<Integer> unanswered = ledger.unanswered();
    assertThat(unanswered.isEmpty(), "answered " + unanswered, nodes.get(0));
    if (!schedule.isHostile()) {
      Set<Integer> lost = ledger.lost(nodes.get(0).database().changes());
      assertThat(lost.isEmpty(), "kept " + lost, nodes.get(0));
    }
  }

  private boolean differsUntilSync() {
    return nodes.get(0).database().differsUntilSync();
  }

  private void checkEqual() {
    nodes.forEach(SimulatedNode::look);
    for (Set<Integer> part : parts()) {
      SimulatedNode<S> first = null;
      for (int id : part) {
        SimulatedNode<S> node = nodes.get(id - 1);
        if (node.isSynced() && first == null) {
          first = node;
        } else if (node.isSynced()) {
          assertThat(
              first.database().contents().equals(node.database().contents()),
              "has what node " + first.id() + " has: " + first.database().contents(),
              node);
        }
      }
    }
  }

  private void assertThat(boolean holds, String rule, SimulatedNode<S> node) {
    if (!holds) {
      throw new AssertionError(
          "it does not hold that "
              + node.id()
              + " "
              + rule
              + ": "
              + node
              + ", "
              + node.database().contents());
    }
  }
}
