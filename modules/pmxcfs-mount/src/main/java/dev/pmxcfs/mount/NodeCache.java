package dev.pmxcfs.mount;

import dev.pmxcfs.api.ByteString;

/**
 * What a kernel keeps of a mounted tree, to be told of what changes other than by its own calls:
 * then it shows the change at once, and not when its time is up. Called on the thread that makes
 * changes, which must not be held up.
 */
public interface NodeCache {

  /** Nothing is kept. */
  NodeCache NONE =
      new NodeCache() {
        @Override
        public void changed(long node) {}

        @Override
        public void nameChanged(long directory, ByteString name) {}

        @Override
        public void nameRemoved(long directory, long node, ByteString name) {}
      };

  /** The contents or the attributes of a node have changed. */
  void changed(long node);

  /** A name of a directory stands for another node, or for none any more. */
  void nameChanged(long directory, ByteString name);

  /** A node was removed that had a name of a directory. */
  void nameRemoved(long directory, long node, ByteString name);
}
