package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ChangedEntries;
import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.Draft;
import dev.pmxcfs.state.change.HalfDoneChangeException;
import dev.pmxcfs.state.change.Outcome;
import dev.pmxcfs.state.change.Outcome.Applied;
import dev.pmxcfs.state.change.Outcome.Refused;
import dev.pmxcfs.state.change.TreeRules;
import dev.pmxcfs.state.failure.Reason;
import dev.pmxcfs.state.replica.Replica.Ordered;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes on top of each other, for one transaction; none of them is stored yet. */
final class Batch {

  private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

  private final Configuration stored;
  private final TreeRules rules;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final ChangedEntries entries;
  private Configuration configuration;
  private int firstEffect = Integer.MAX_VALUE;

  /**
   * @param stored what to begin with
   */
  Batch(Configuration stored, TreeRules rules) {
    this.stored = stored;
    this.rules = rules;
    entries = new ChangedEntries(stored.tree());
    configuration = stored;
  }

  /**
   * Makes one more change, or leaves it out if the rules refuse it.
   *
   * @param now this node's time in seconds since 1970
   * @return what becomes of it if all is stored
   */
  Outcome add(Ordered ordered, long now) {
    Draft draft = new Draft(configuration, ordered.origin(), rules, now);
    Outcome outcome = apply(ordered.change(), draft);
    if (counts(outcome) && !draft.isUnchanged()) {
      firstEffect = Math.min(firstEffect, outcomes.size());
      entries.add(draft.change());
      configuration = draft.configuration();
    }
    outcomes.add(outcome);
    return outcome;
  }

  /** Leaves one more change out. */
  Outcome refuse(TreeException reason) {
    var outcome = new Refused(reason);
    outcomes.add(outcome);
    return outcome;
  }

  private static boolean counts(Outcome outcome) {
    return outcome instanceof Applied
        || outcome instanceof Refused refused
            && refused.reason() instanceof HalfDoneChangeException;
  }

  private static Outcome apply(Change change, Draft draft) {
    try {
      change.applyTo(draft);
    } catch (TreeException e) {
      return new Refused(e);
    } catch (RuntimeException e) { // those beside it are not to blame
      LOG.error("a change was left out because of a fault of this program", e);
      String reason = "a fault of this program kept it out: " + Reason.of(e);
      return new Refused(new TreeException(Errno.EIO, reason, e));
    }
    long version = draft.configuration().tree().version();
    return new Applied(change.result(), version, draft.takeGranted());
  }

  /** What became of each change so far. */
  List<Outcome> outcomes() {
    return outcomes;
  }

  /** What there is with all of them. */
  Configuration configuration() {
    return configuration;
  }

  boolean isUnchanged() {
    return configuration == stored;
  }

  /** All that they change in the tree. */
  TreeChange change() {
    return entries.toChange(configuration.tree().root());
  }

  /**
   * Nothing of it is stored. So the outcomes from the first change on that had an effect are not
   * true.
   *
   * @return how many changes are refused for that
   */
  int refusedBy(TreeException reason) {
    List<Outcome> untrue = outcomes.subList(firstEffect, outcomes.size());
    untrue.replaceAll(outcome -> new Refused(reason));
    return untrue.size();
  }
}
