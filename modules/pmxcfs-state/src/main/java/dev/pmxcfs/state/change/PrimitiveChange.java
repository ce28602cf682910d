package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import java.util.Collection;
import java.util.List;

/**
 * A change that the nodes of a cluster tell each other in one message. There are these eight; a
 * node of the C server leaves the group when it gets another one (cluster, section 3.6).
 */
public sealed interface PrimitiveChange extends Change
    permits WriteFile,
        MakeDirectory,
        DeleteEntry,
        RenameEntry,
        CreateFile,
        SetMtime,
        RequestUnlock,
        Unlock {

  /** What is changed. */
  ConfigPath path();

  @Override
  default Collection<ConfigPath> paths() {
    return List.of(path());
  }
}
