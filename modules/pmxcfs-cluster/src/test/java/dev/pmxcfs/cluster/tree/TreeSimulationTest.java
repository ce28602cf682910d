package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.cluster.simulation.Schedules;
import org.junit.Test;

/** Whatever happens to the nodes of a cluster, their trees are the same afterwards. */
public class TreeSimulationTest {

  @Test
  public void whateverHappensTreesAreTheSameAfterwards() {
    new Schedules<>(SimulatedTree::new).run("trees");
  }

  @Test
  public void whateverHappensAtAnyStepOfASyncTreesAreTheSameAfterwards() {
    new Schedules<>(SimulatedTree::new).disturbEachStepOfASync();
  }
}
