package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.MemberState;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.state.replica.TreeIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tree that a member has, by its index.
 *
 * @param member whose
 * @param index of its tree
 * @param bytes of the index, as they were sent
 */
record TreeState(Member member, TreeIndex index, byte[] bytes) {

  /**
   * Reads the states of all members.
   *
   * @throws MalformedFrameException if one is no index: it cannot be left out, since it may be the
   *     newest
   */
  static List<TreeState> of(List<MemberState> states) throws MalformedFrameException {
    List<TreeState> read = new ArrayList<>();
    for (MemberState state : states) {
      try {
        TreeIndex index = TreeIndex.decode(state.state());
        read.add(new TreeState(state.member(), index, state.state()));
      } catch (IllegalArgumentException e) {
        throw new MalformedFrameException("the state of " + state.member() + ": " + e.getMessage());
      }
    }
    return read;
  }

  /**
   * The one that counts: whose version is the highest, among those whose time is the newest, among
   * those the first. What is in the trees does not matter (cluster, section 3.3).
   *
   * @param states in the order of the members
   */
  static TreeState leading(List<TreeState> states) {
    TreeState leading = states.get(0);
    for (TreeState state : states) {
      if (state.index().isNewerThan(leading.index())) {
        leading = state;
      }
    }
    return leading;
  }

  /** Whether both have the same, down to who changed it last. */
  boolean isSame(TreeState other) {
    return Arrays.equals(bytes, other.bytes);
  }
}
