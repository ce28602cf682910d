package dev.pmxcfs.cluster.simulation;

import dev.pmxcfs.cluster.group.Refusal;
import dev.pmxcfs.cluster.group.Submission;
import java.util.Optional;

/** Whoever waits for a change of a map. */
public class MapSubmission implements Submission {

  private final int change;
  private final Ledger ledger;
  private Optional<Refusal> refusal = Optional.empty();

  public MapSubmission(int change, Ledger ledger) {
    this.change = change;
    this.ledger = ledger;
  }

  /**
   * It is done, or the rules refuse it.
   *
   * @param isMade which of both
   */
  void answer(boolean isMade) {
    ledger.answered(change, isMade);
  }

  @Override
  public void refused(Refusal why) {
    refusal = Optional.of(why);
    ledger.refused(change, why);
  }

  /** Why it was refused; empty if it was not. */
  public Optional<Refusal> refusal() {
    return refusal;
  }
}
