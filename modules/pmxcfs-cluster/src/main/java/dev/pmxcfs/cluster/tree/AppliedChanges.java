package dev.pmxcfs.cluster.tree;

import dev.pmxcfs.state.change.PrimitiveChange;

/** Told what has become of the tree, after it is stored. */
public interface AppliedChanges {

  /** For where nobody wants to know. */
  AppliedChanges IGNORED =
      new AppliedChanges() {

        @Override
        public void applied(PrimitiveChange change, boolean isOwn) {}

        @Override
        public void replaced() {}
      };

  /**
   * A change has been made. Called on the group's thread, which must not be blocked.
   *
   * @param isOwn whether this process has sent it
   */
  void applied(PrimitiveChange change, boolean isOwn);

  /** The leader's tree has been taken over. Called on the group's thread likewise. */
  void replaced();
}
