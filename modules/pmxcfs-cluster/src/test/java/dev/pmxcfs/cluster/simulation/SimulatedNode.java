package dev.pmxcfs.cluster.simulation;

import dev.pmxcfs.cluster.group.GroupClock;
import dev.pmxcfs.cluster.group.GroupOptions;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.Mode;
import dev.pmxcfs.cluster.group.StateMachine;
import dev.pmxcfs.cluster.group.Submission;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A node: a disk that stays, a clock of its own, and a process that comes and goes. */
final class SimulatedNode<S extends Submission> implements GroupClock {

  private static final int START = 1_700_000_000;

  private final int id;
  private final Database<S> database;
  private final SimulatedTime time;
  private final Referee referee;
  private int offsetSeconds;
  private int processes;
  private Object backup;
  private SimulatedProcess process;
  private StateMachine<S> machine;
  private boolean isStopping;

  SimulatedNode(
      int id, Database<S> database, SimulatedTime time, int offsetSeconds, Referee referee) {
    this.id = id;
    this.database = database;
    this.time = time;
    this.offsetSeconds = offsetSeconds;
    this.referee = referee;
    backup = database.backup();
  }

  int id() {
    return id;
  }

  Database<S> database() {
    return database;
  }

  /** Null while it is down. */
  SimulatedProcess process() {
    return process;
  }

  /** Null while it is down. */
  StateMachine<S> machine() {
    return machine;
  }

  boolean isUp() {
    return process != null;
  }

  void start(SimulatedCorosync corosync, BooleanSupplier quorate) {
    process = new SimulatedProcess(corosync, new Member(id, 100 * id + processes++));
    isStopping = false;
    machine =
        new StateMachine<>(
            database.protocol(),
            process,
            referee.watched(
                process.self(), database, database.open(process.self(), this::seconds, quorate)),
            this,
            new GroupOptions());
    database.opened(machine, process);
    machine.start();
  }

  /** It is over at once, whatever it had to do. */
  SimulatedProcess die() {
    SimulatedProcess gone = process;
    process = null;
    machine = null;
    return gone;
  }

  /** It is over when it has left the group. */
  void stop() {
    if (!isStopping) {
      isStopping = true;
      StateMachine<S> stopping = machine;
      machine.stop(
          () -> {
            if (machine == stopping) {
              die();
            }
          });
    }
  }

  boolean isStopping() {
    return isStopping;
  }

  /** Whether it does not come back before a restart. */
  boolean isOutForGood() {
    return isUp() && machine.mode().isForGood();
  }

  boolean isSynced() {
    return isUp() && machine.mode() == Mode.SYNCED;
  }

  void receive(int events) {
    for (int i = 0; i < events && isUp() && process.receiveNext(); i++) {
      // one after the other
    }
  }

  /**
   * All that waits now is sent, and then all is received.
   *
   * @return whether there was anything
   */
  static <S extends Submission> boolean moveAll(List<SimulatedNode<S>> nodes) {
    boolean moves = false;
    for (SimulatedNode<S> node : nodes) {
      while (node.isUp() && node.process.sendNext()) {
        moves = true;
      }
    }
    for (SimulatedNode<S> node : nodes) {
      while (node.isUp() && node.process.receiveNext()) {
        moves = true;
      }
      node.idle();
    }
    return moves;
  }

  /**
   * Of what waits one thing is sent and one received by each, so that all are at the same place.
   *
   * @return whether there was anything
   */
  static <S extends Submission> boolean moveAllByOne(List<SimulatedNode<S>> nodes) {
    boolean moves = false;
    for (SimulatedNode<S> node : nodes) {
      moves |= node.isUp() && node.process.sendNext();
    }
    for (SimulatedNode<S> node : nodes) {
      moves |= node.isUp() && node.process.receiveNext();
      node.idle();
    }
    return moves;
  }

  /** Somebody wants to see what there is. */
  void look() {
    if (isUp()) {
      machine.settle();
    }
  }

  void idle() {
    if (isUp()) {
      machine.idle();
    }
  }

  /** Nothing that honest members send makes one leave, nor does a fault of the program. */
  void checkReason(boolean amongHonest) {
    String reason = isUp() ? machine.status().lastLeave().orElse("") : "";
    boolean isExpected =
        reason.isEmpty()
            || !amongHonest
            || reason.startsWith("corosync ")
            || reason.endsWith("which is not among the majority")
            || reason.contains("the disk is full");
    if (!isExpected || reason.contains("fault of this program")) {
      throw new AssertionError(this + " has left: " + reason);
    }
  }

  void backUp() {
    backup = database.backup();
  }

  void restore() {
    database.restore(backup);
  }

  void setClock(int offset) {
    offsetSeconds = offset;
  }

  @Override
  public int seconds() {
    return START + offsetSeconds + (int) (time.millis() / 1000);
  }

  @Override
  public long millis() {
    return time.millis();
  }

  @Override
  public String toString() {
    return "node " + id + (isUp() ? " " + machine.status() : " is down");
  }
}
