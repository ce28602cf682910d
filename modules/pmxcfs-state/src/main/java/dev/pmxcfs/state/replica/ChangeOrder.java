package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.change.Configuration;
import dev.pmxcfs.state.change.TreeRules;
import java.time.Clock;
import java.util.function.Function;

/**
 * Who gives the changes of a configuration their order: this node by itself, or a group of nodes.
 */
@FunctionalInterface
public interface ChangeOrder {

  /** A node by itself. */
  ChangeOrder LOCAL =
      (database, clock) -> new LocalChangeLog(database.replica(TreeRules.LOCAL), clock);

  /**
   * A database that has been read.
   *
   * @param configuration what is in it
   * @param isNew whether it has just been made
   * @param replicas make the one replica that may use it, by the rules that its changes follow
   */
  record Loaded(Configuration configuration, boolean isNew, Function<TreeRules, Replica> replicas) {

    /** The replica of the database; to be asked for once. */
    public Replica replica(TreeRules rules) {
      return replicas.apply(rules);
    }
  }

  /**
   * Begins to take changes.
   *
   * @param clock tells when changes are made
   */
  ReplicaLog begin(Loaded database, Clock clock);
}
