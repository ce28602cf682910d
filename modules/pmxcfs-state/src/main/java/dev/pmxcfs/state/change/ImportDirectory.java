package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Makes a directory and those it is in, as far as they are missing; ENOTDIR where a file is. */
public record ImportDirectory(ConfigPath path) implements ComposedChange {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    Deque<ConfigPath> missing = new ArrayDeque<>();
    ConfigPath at = path;
    Optional<TreeEntry> found = draft.find(at);
    while (found.isEmpty()) {
      missing.push(at);
      at = at.directory();
      found = draft.find(at);
    }
    if (found.get() instanceof RegularFile) {
      throw new TreeException(Errno.ENOTDIR, at, "is not a directory");
    }
    for (ConfigPath directory : missing) {
      draft.apply(new MakeDirectory(directory));
    }
  }

  @Override
  public List<ConfigPath> paths() {
    return List.of(path);
  }
}
