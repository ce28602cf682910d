package dev.pmxcfs.cluster.simulation;

import dev.pmxcfs.cluster.group.Submission;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What it costs that one more node joins a cluster which is at rest.
 *
 * @param frames that were sent
 * @param bytes of these
 * @param millis that all nodes together took on this machine, on one thread
 */
public record LastJoin(long frames, long bytes, long millis) {

  /**
   * Measures it.
   *
   * @param nodes with the one that joins, the last one
   * @param databases makes what the node of an id has, from 1 on
   */
  public static <S extends Submission> LastJoin of(int nodes, IntFunction<Database<S>> databases) {
    var referee = new Referee(new Ledger());
    List<Integer> ids = IntStream.rangeClosed(1, nodes).boxed().toList();
    var corosync = new SimulatedCorosync(new LinkedHashSet<>(ids), new Random(nodes));
    List<SimulatedNode<S>> all =
        ids.stream()
            .map(
                id -> new SimulatedNode<>(id, databases.apply(id), new SimulatedTime(), 0, referee))
            .collect(Collectors.toCollection(ArrayList::new));
    SimulatedNode<S> last = all.get(nodes - 1);
    // each by itself, so that they come together in one change and not in one for each
    corosync.split(ids.stream().map(id -> (Set<Integer>) new LinkedHashSet<>(Set.of(id))).toList());
    for (SimulatedNode<S> node : all.subList(0, nodes - 1)) {
      node.start(corosync, () -> true);
    }
    settle(all);
    corosync.split(List.of(new LinkedHashSet<>(ids)));
    settle(all);
    long frames = corosync.frames();
    long bytes = corosync.bytes();
    long begin = System.nanoTime();
    last.start(corosync, () -> true);
    settle(all);
    long nanos = System.nanoTime() - begin;
    for (SimulatedNode<S> node : all) {
      if (!node.isSynced() || !node.database().contents().equals(last.database().contents())) {
        throw new AssertionError(node + " is not the same as " + last);
      }
    }
    return new LastJoin(corosync.frames() - frames, corosync.bytes() - bytes, nanos / 1_000_000);
  }

  private static <S extends Submission> void settle(List<SimulatedNode<S>> nodes) {
    boolean moves = true;
    while (moves) {
      moves = SimulatedNode.moveAllByOne(nodes);
    }
  }
}
