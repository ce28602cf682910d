package dev.pmxcfs.cluster.simulation;

import dev.pmxcfs.cluster.group.Refusal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What was asked for and answered, and what may be lost by the rules: the referee of a run. */
public final class Ledger {

  private final Map<Integer, Integer> asked = new HashMap<>();
  private final Set<Integer> answered = new HashSet<>();
  private final Set<Integer> acknowledged = new HashSet<>();
  private final Set<Integer> given = new HashSet<>();
  private int timedOut;

  /** A change is submitted at a node. */
  public void asked(int change, int node) {
    asked.put(change, node);
  }

  /** With a process who waits for its answer is gone. */
  void died(int node) {
    asked.entrySet().removeIf(one -> one.getValue() == node && !answered.contains(one.getKey()));
  }

  /**
   * Who asked for a change is answered.
   *
   * @param isMade whether it is made
   */
  public void answered(int change, boolean isMade) {
    if (!answered.add(change)) {
      throw new AssertionError("change " + change + " is answered twice");
    }
    if (isMade) {
      acknowledged.add(change);
    }
  }

  /** Who asked for a change is not told what becomes of it. */
  public void refused(int change, Refusal refusal) {
    answered(change, false);
    if (refusal == Refusal.TIMED_OUT) {
      timedOut++;
    }
  }

  /** How many were told so because nothing moved. */
  int timedOut() {
    return timedOut;
  }

  /** Changes are given up by a rule: another tree leads, or an older database is put in place. */
  public void given(Set<Integer> changes) {
    given.addAll(changes);
  }

  /** Who asked and has not been answered. */
  public Set<Integer> unanswered() {
    Set<Integer> waiting = new HashSet<>(asked.keySet());
    waiting.removeAll(answered);
    return waiting;
  }

  /** What was acknowledged and is not there, though no rule gave it up. */
  Set<Integer> lost(Set<Integer> there) {
    Set<Integer> lost = new HashSet<>(acknowledged);
    lost.removeAll(given);
    lost.removeAll(there);
    return lost;
  }

  int acknowledged() {
    return acknowledged.size();
  }
}
