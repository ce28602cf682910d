package dev.pmxcfs.cluster.simulation;

/** Time that passes with the steps of a simulation. */
final class SimulatedTime {

  private long millis;

  void pass(long more) {
    millis += more;
  }

  long millis() {
    return millis;
  }
}
