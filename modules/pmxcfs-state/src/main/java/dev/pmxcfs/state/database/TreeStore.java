package dev.pmxcfs.state.database;

import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeChange;
import java.nio.file.Path;

/** Where changes of the tree are kept. One thread at a time may use it, and it blocks. */
public interface TreeStore {

  /** The file that keeps them. */
  Path file();

  /**
   * Stores a change, all of it or nothing.
   *
   * @param before the tree that is changed, which the store has to hold still
   * @throws DatabaseUnchangedException if the change is not stored and later ones may be
   * @throws DatabaseException if it is not stored, or perhaps not; nothing can be said of later
   *     changes then
   */
  void commit(TreeChange change, ConfigTree before) throws DatabaseException;

  /** Takes no more changes. */
  void close() throws DatabaseException;
}
