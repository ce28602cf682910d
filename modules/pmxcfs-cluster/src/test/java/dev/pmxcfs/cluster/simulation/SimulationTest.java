package dev.pmxcfs.cluster.simulation;

import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** Any number of nodes, and all that may happen to them: what has to hold afterwards, holds. */
public class SimulationTest {

  private static final long SCHEDULES = Long.getLong("simulation.schedules", 2_000);
  private static final long FIRST_SEED = Long.getLong("simulation.seed", 1);

  private static Simulation.Summary run(Schedule schedule) {
    return new Simulation<>(schedule, MapDatabase::new).run();
  }

  private static boolean fails(Schedule schedule) {
    try {
      run(schedule);
      return false;
    } catch (AssertionError | RuntimeException e) {
      return true;
    }
  }

  /** Fails with the shortest schedule that does. */
  private static Simulation.Summary runOrShrink(Schedule schedule) {
    try {
      return run(schedule);
    } catch (AssertionError | RuntimeException e) {
      Schedule shortest = new Shrinker(SimulationTest::fails).shrink(schedule);
      try {
        run(shortest);
      } catch (AssertionError | RuntimeException why) {
        throw new AssertionError(shortest + "\n" + why.getMessage(), why);
      }
      throw new AssertionError(schedule.toString(), e);
    }
  }

  @Test
  public void groupsComeToBeTheSame() {
    long frames = 0;
    long asked = 0;
    long made = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed++) {
      Simulation.Summary summary = runOrShrink(Schedule.of(seed));
      frames += summary.frames();
      asked += summary.asked();
      made += summary.acknowledged();
    }
    System.out.println(
        SCHEDULES
            + " schedules: "
            + frames
            + " frames, "
            + made
            + " of "
            + asked
            + " changes made");
    assertTrue("of " + asked + " changes " + made, made > asked / 10);
  }
}
