package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.cluster.group.Member;
import dev.pmxcfs.cluster.group.MemberState;
import dev.pmxcfs.cluster.wire.MalformedFrameException;
import dev.pmxcfs.state.replica.TreeIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The tree that a member has, by its index. It holds the bytes alone, which members that have the
 * same share: read, the indexes of a large cluster would take up many times as much.
 */
final class TreeState {

  private final Member member;
  private final byte[] bytes;

  /** The index but for its digests. */
  private final TreeIndex head;

  private TreeState(Member member, byte[] bytes, TreeIndex head) {
    this.member = member;
    this.bytes = bytes;
    this.head = head;
  }

  /**
   * Reads the states of all members.
   *
   * @throws MalformedFrameException if one is no index: it cannot be left out, since it may be the
   *     newest
   */
  static List<TreeState> of(List<MemberState> states) throws MalformedFrameException {
    List<TreeState> read = new ArrayList<>();
    for (MemberState state : states) {
      read.add(of(state, read));
    }
    return read;
  }

  private static TreeState of(MemberState state, List<TreeState> others)
      throws MalformedFrameException {
    for (TreeState other : others) {
      if (Arrays.equals(other.bytes, state.state())) {
        return new TreeState(state.member(), other.bytes, other.head);
      }
    }
    try {
      TreeIndex read = TreeIndex.decode(state.state());
      var head =
          new TreeIndex(
              read.version(), read.writer(), read.mtime(), Collections.emptyNavigableMap());
      return new TreeState(state.member(), state.state(), head);
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException("the state of " + state.member() + ": " + e.getMessage());
    }
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
      if (state.head.isNewerThan(leading.head)) {
        leading = state;
      }
    }
    return leading;
  }

  /** Whose it is. */
  Member member() {
    return member;
  }

  /** Reads the index, which is not kept. */
  TreeIndex index() {
    return TreeIndex.decode(bytes);
  }

  /** Whether both have the same, down to who changed it last. */
  boolean isSame(TreeState other) {
    return Arrays.equals(bytes, other.bytes);
  }
}
