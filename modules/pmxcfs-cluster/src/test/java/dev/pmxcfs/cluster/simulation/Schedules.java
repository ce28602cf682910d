package dev.pmxcfs.cluster.simulation;

import static org.junit.Assert.assertTrue;

import dev.pmxcfs.cluster.group.Submission;
import dev.pmxcfs.cluster.simulation.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Runs of many schedules. {@code scripts/soak --cluster} has more of them than the tests, by the
 * system properties {@code simulation.schedules} and {@code simulation.seed}.
 *
 * @param <S> who waits for a change
 */
public final class Schedules<S extends Submission> {

  private static final long COUNT = Long.getLong("simulation.schedules", 2_000);
  private static final long FIRST_SEED = Long.getLong("simulation.seed", 1);

  private static final int NODES = 3;
  private static final int CHANGES = 8;
  private static final int ROUNDS = 24;

  private final Supplier<Database<S>> databases;

  /**
   * @param databases makes the empty one of a node
   */
  public Schedules(Supplier<Database<S>> databases) {
    this.databases = databases;
  }

  /**
   * Runs them all, and fails with the shortest schedule that the first failure comes down to.
   *
   * @param what of what they are, for the line that says what was done
   */
  public void run(String what) {
    run(what, COUNT);
  }

  /**
   * Runs a fifth of them.
   *
   * @param what as above
   */
  public void runSome(String what) {
    run(what, COUNT / 5);
  }

  private void run(String what, long count) {
    long frames = 0;
    long asked = 0;
    long made = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + count; seed++) {
      Simulation.Summary summary = runOrShrink(Schedule.of(seed));
      frames += summary.frames();
      asked += summary.asked();
      made += summary.acknowledged();
    }
    System.out.println(
        what
            + ": "
            + count
            + " schedules from seed "
            + FIRST_SEED
            + ", "
            + frames
            + " frames, "
            + made
            + " of "
            + asked
            + " changes made");
    assertTrue("of " + asked + " changes " + made, made > asked / 20);
  }

  /**
   * Runs a sync of three nodes, one of which has less than the others, one frame at a time; with
   * something that happens to each of them at each place (cluster, section 2.10).
   */
  public void disturbEachStepOfASync() {
    List<Step> sync = sync();
    for (Kind disturbance :
        List.of(Kind.KILL, Kind.CRASH, Kind.STOP, Kind.COROSYNC_ENDS, Kind.REFUSE, Kind.SPLIT)) {
      for (int at = 0; at <= sync.size(); at++) {
        for (int node = 0; node < NODES; node++) {
          List<Step> disturbed = new ArrayList<>(sync);
          disturbed.add(at, new Step(disturbance, node, at));
          runOrShrink(new Schedule(at, NODES, false, disturbed));
        }
      }
    }
  }

  private static List<Step> sync() {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(Kind.START, 0, 0));
    steps.add(new Step(Kind.START, 1, 0));
    steps.add(new Step(Kind.SETTLE, 0, 0));
    for (int change = 0; change < CHANGES; change++) {
      steps.add(new Step(Kind.SUBMIT, change % 2, 0));
    }
    steps.add(new Step(Kind.SETTLE, 0, 0));
    steps.add(new Step(Kind.START, 2, 0));
    for (int round = 0; round < ROUNDS; round++) {
      for (int node = 0; node < NODES; node++) {
        steps.add(new Step(Kind.SEND, node, 0));
        steps.add(new Step(Kind.RECEIVE, node, 0));
        if (round % 4 == node) {
          steps.add(new Step(Kind.SUBMIT, node, 0));
        }
      }
    }
    return steps;
  }

  private Simulation.Summary run(Schedule schedule) {
    return new Simulation<>(schedule, databases).run();
  }

  private boolean fails(Schedule schedule) {
    try {
      run(schedule);
      return false;
    } catch (AssertionError | RuntimeException e) {
      return true;
    }
  }

  private Simulation.Summary runOrShrink(Schedule schedule) {
    try {
      return run(schedule);
    } catch (AssertionError | RuntimeException e) {
      Schedule shortest = new Shrinker(this::fails).shrink(schedule);
      try {
        run(shortest);
      } catch (AssertionError | RuntimeException why) {
        throw new AssertionError(shortest + "\n" + why.getMessage(), why);
      }
      throw new AssertionError(schedule + "\nfailed once", e);
    }
  }
}
