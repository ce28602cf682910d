package dev.pmxcfs.cluster.simulation;

/**
 * One thing that happens; what cannot happen at its place does not.
 *
 * @param node where
 * @param number how much, or which; of any size
 */
record Step(Kind kind, int node, int number) {

  /** What happens, with how often it does. */
  enum Kind {
    /** A process is handed some of what waits for it. */
    RECEIVE(420),
    /** Some of what a process sends gets its place in the order. */
    SEND(320),
    /** Somebody asks a node for a change. */
    SUBMIT(90),
    /** Time passes for all. */
    TIME(45),
    /** A process dies. */
    KILL(7),
    /** A node dies, with its corosync. */
    CRASH(4),
    /** A process ends in order. */
    STOP(5),
    /** A process starts on what is stored. */
    START(25),
    /** corosync comes back. */
    COROSYNC(20),
    /** corosync ends, and the process goes on. */
    COROSYNC_ENDS(4),
    /** The network falls into parts. */
    SPLIT(6),
    /** The network is one. */
    HEAL(10),
    /** corosync does not take the next frames of a process. */
    REFUSE(6),
    /** The database is kept. */
    BACK_UP(4),
    /** An earlier database is put in place, at a node that is down. */
    RESTORE(3),
    /** A node that is down is written to. */
    ALONE(3),
    /** A clock is set. */
    CLOCK(4),
    /** A disk fails. */
    DISK(2),
    /** A member that is no pmxcfs sends something. */
    HOSTILE(0),
    /** All that is under way arrives. */
    SETTLE(4);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }

    /** How often it happens among others, where disturbances are so many times rarer. */
    int weight(int calm) {
      boolean isUsual =
          this == RECEIVE || this == SEND || this == SUBMIT || this == TIME || this == START;
      return isUsual ? weight * calm : weight;
    }
  }
}
