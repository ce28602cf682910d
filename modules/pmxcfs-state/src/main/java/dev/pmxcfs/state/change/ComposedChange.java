package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.TreeException;
import java.util.List;

/**
 * A change that consists of primitive ones. A single node makes all of them or none, in one
 * transaction. In a cluster each is a message: those of other nodes may come in between, and the
 * last may be refused when the first has already been applied.
 */
public sealed interface ComposedChange extends Change
    permits PutFile,
        ImportFile,
        ImportDirectory,
        DeleteOthers,
        ImportAll,
        RemoveLock,
        ChangeOfEntry {

  /**
   * The primitive changes, in their order, that it takes to make this one of a configuration.
   *
   * @throws TreeException if one of them would be refused
   */
  default List<PrimitiveChange> steps(Configuration before) throws TreeException {
    var draft = new Draft(before, Origin.NONE);
    applyTo(draft);
    return draft.steps();
  }
}
