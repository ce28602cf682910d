package dev.pmxcfs.cluster.simulation;

import dev.pmxcfs.cluster.group.Application;
import dev.pmxcfs.cluster.group.GroupProtocol;
import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.ProcessGroup;
import dev.pmxcfs.cluster.group.StateMachine;
import dev.pmxcfs.cluster.group.Submission;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * What a node keeps on its disk, and the application over it.
 *
 * @param <S> who waits for a change
 */
public interface Database<S extends Submission> {

  /** A process starts on what is stored. */
  Application<S> open(Member self, IntSupplier seconds, BooleanSupplier quorate);

  /** The group that it is for. */
  default GroupProtocol protocol() {
    return GroupProtocol.TREE;
  }

  /** The process has its state machine, which has not begun yet. */
  default void opened(StateMachine<S> machine, ProcessGroup group) {}

  /** Whether members may differ until the next sync. */
  default boolean differsUntilSync() {
    return false;
  }

  /** A node asks for a change: with a number that makes it another one than all others. */
  void submit(StateMachine<S> machine, int change, Ledger ledger);

  /** A change by a node that is in no group. */
  void changeAlone(int change, int node, int seconds);

  /** What is stored, for {@link #restore}. */
  Object backup();

  /** Puts what was stored once in the place of what is stored. */
  void restore(Object backup);

  /** What has to be equal on all nodes. */
  Object contents();

  /** The changes that are in it. */
  Set<Integer> changes();

  /** By which one leads; unsigned. */
  long version();

  /** By which one leads among equal versions; unsigned. */
  int mtime();

  /** The state of one that has nothing. */
  byte[] emptyState();

  /** The next time something is to be stored, that fails. */
  void fail();
}
