package dev.pmxcfs.cluster.status;

import dev.pmxcfs.cluster.simulation.Schedules;
import org.junit.Test;

/** Whatever happens to the nodes of a cluster, each knows what all of them publish afterwards. */
public class StatusSimulationTest {

  @Test
  public void whateverHappensEverybodyKnowsWhatAllPublishAfterwards() {
    new Schedules<>(SimulatedStatus::new).runSome("status");
  }
}
