package dev.pmxcfs.cluster.simulation;

import org.junit.Test;

/**
 * Whatever happens to the nodes of a group, what has to hold afterwards holds; with a small map.
 */
public class SimulationTest {

  @Test
  public void whateverHappensMapsAreTheSameAfterwards() {
    new Schedules<>(MapDatabase::new).run("maps");
  }

  @Test
  public void whateverHappensAtAnyStepOfASyncMapsAreTheSameAfterwards() {
    new Schedules<>(MapDatabase::new).disturbEachStepOfASync();
  }
}
