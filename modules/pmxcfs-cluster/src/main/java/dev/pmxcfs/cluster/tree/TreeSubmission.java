package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.cluster.group.Refusal;
import dev.pmxcfs.cluster.group.Submission;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeException;
import java.util.concurrent.CompletableFuture;

/** Whoever waits for a change that this node has sent. */
class TreeSubmission implements Submission {

  private final CompletableFuture<Outcome> outcome;

  TreeSubmission() {
    this(new CompletableFuture<>());
  }

  /**
   * @param outcome is completed with it
   */
  TreeSubmission(CompletableFuture<Outcome> outcome) {
    this.outcome = outcome;
  }

  /** Completes on the group's thread, which must not be blocked. */
  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /**
   * The change is made and not stored.
   *
   * @param told what becomes of it if all is stored
   * @param drafted what there is with it
   * @param stored what is stored
   * @return whether it can wait for what comes next
   */
  boolean drafted(Outcome told, ConfigTree drafted, ConfigTree stored) {
    return false;
  }

  /** The change has been made, or refused, as on all nodes. */
  void answer(Outcome told) {
    outcome.complete(told);
  }

  @Override
  public void refused(Refusal refusal) {
    answer(new Refused(new TreeException(refusal.errno(), refusal.reason(), null)));
  }
}
