package dev.pmxcfs.state.mutation;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeException;

/** A change of the configuration tree (operations specification, section 5.1). */
public sealed interface Mutation
    permits MakeDirectory,
        CreateFile,
        WriteFile,
        PutFile,
        SetMtime,
        DeleteEntry,
        RenameEntry,
        RemoveLock,
        ImportDirectory,
        ImportFile,
        DeleteOthers {

  /** Where all paths begin. */
  ConfigPath ROOT = ConfigPath.of("");

  /**
   * Makes the change in a draft.
   *
   * @throws TreeException if the tree refuses it; then the draft is not to be used any more
   */
  void applyTo(Draft draft) throws TreeException;
}
