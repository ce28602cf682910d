package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Gives a file its contents, and makes it and the directories it is in as far as they are missing.
 * Counts as if each was done by itself; a file that has the contents already stays as it is.
 *
 * @param data not to be changed
 */
public record ImportFile(ConfigPath path, byte[] data) implements ComposedChange {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    new ImportDirectory(path.directory()).applyTo(draft);
    Optional<TreeEntry> existing = draft.find(path);
    if (existing.isEmpty()) {
      draft.apply(new CreateFile(path));
    } else if (existing.get() instanceof RegularFile file && Arrays.equals(file.data(), data)) {
      return;
    }
    draft.apply(new WriteFile(path, 0, data, true));
  }

  @Override
  public List<ConfigPath> paths() {
    return List.of(path);
  }
}
