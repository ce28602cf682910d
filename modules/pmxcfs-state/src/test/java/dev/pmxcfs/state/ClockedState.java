package dev.pmxcfs.state;

import dev.pmxcfs.state.replica.ChangeOrder;
import java.io.IOException;
import java.time.Clock;

/** Opens states that go by a clock of a test, in tests of other packages. */
public final class ClockedState {

  private ClockedState() {}

  /** As {@link ClusterState#open}. */
  public static ClusterState open(StateOptions options, Clock clock) throws IOException {
    return LocalClusterState.open(options, clock);
  }

  /** As {@link ClusterState#open(StateOptions, ChangeOrder)}. */
  public static ClusterState open(StateOptions options, ChangeOrder order, Clock clock)
      throws IOException {
    return LocalClusterState.open(options, order, clock);
  }
}
