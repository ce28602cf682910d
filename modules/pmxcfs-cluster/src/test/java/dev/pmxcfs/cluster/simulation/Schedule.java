package dev.pmxcfs.cluster.simulation;

import dev.pmxcfs.cluster.simulation.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * All that happens in a run.
 *
 * @param seed what chance decides beside the steps
 * @param nodes how many; their ids are from 1 on
 * @param isHostile whether there is a member that sends what it likes
 */
record Schedule(long seed, int nodes, boolean isHostile, List<Step> steps) {

  private static final int MAX_NODES = 32;
  private static final int HOSTILE_WEIGHT = 12;

  /** The schedule of a seed. */
  static Schedule of(long seed) {
    var random = new Random(seed);
    int nodes = random.nextInt(8) == 0 ? 2 + random.nextInt(MAX_NODES - 1) : 2 + random.nextInt(4);
    boolean isHostile = random.nextInt(4) == 0;
    int calm = 1 + random.nextInt(4) * random.nextInt(4);
    int slow = random.nextInt(2 * nodes);
    int length = 100 + random.nextInt(500) * (nodes > 8 ? 3 : 1);
    List<Step> steps = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      if (random.nextInt(4) > 0) {
        steps.add(new Step(Kind.START, node, 0));
      }
    }
    while (steps.size() < length) {
      Step step = step(random, nodes, isHostile, calm);
      boolean isTooSoon =
          step.node() == slow && step.kind() == Kind.RECEIVE && random.nextInt(8) > 0;
      if (!isTooSoon) {
        steps.add(step);
      }
    }
    return new Schedule(seed, nodes, isHostile, steps);
  }

  private static Step step(Random random, int nodes, boolean isHostile, int calm) {
    int all = isHostile ? HOSTILE_WEIGHT : 0;
    for (Kind kind : Kind.values()) {
      all += kind.weight(calm);
    }
    int at = random.nextInt(all);
    Kind chosen = Kind.HOSTILE;
    for (Kind kind : Kind.values()) {
      at -= kind.weight(calm);
      if (at < 0) {
        chosen = kind;
        break;
      }
    }
    return new Step(chosen, random.nextInt(nodes), random.nextInt(1 << 30));
  }

  Schedule with(List<Step> others) {
    return new Schedule(seed, nodes, isHostile, List.copyOf(others));
  }

  @Override
  public String toString() {
    var text = new StringBuilder("seed " + seed + ", " + nodes + " nodes");
    text.append(isHostile ? " and a hostile member" : "").append(", ").append(steps.size());
    text.append(" steps");
    for (Step step : steps) {
      text.append("\n  ").append(step.kind()).append(' ').append(step.node() + 1);
      text.append(' ').append(step.number());
    }
    return text.toString();
  }
}
