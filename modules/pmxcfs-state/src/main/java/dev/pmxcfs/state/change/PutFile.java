package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeException;
import java.util.List;

/**
 * Gives a file its contents, like a program that opens it for creation or truncation and then
 * writes. In contrast to that, the file is never seen empty in between, not even after a crash,
 * unless the node is in a cluster.
 *
 * @param data not to be changed
 */
public record PutFile(ConfigPath path, byte[] data) implements ComposedChange {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    if (draft.find(path).isEmpty()) {
      draft.apply(new CreateFile(path));
    } else {
      draft.apply(new WriteFile(path, 0, RegularFile.NO_DATA, true));
    }
    if (data.length > 0) {
      draft.apply(new WriteFile(path, 0, data, false));
    }
  }

  @Override
  public List<ConfigPath> paths() {
    return List.of(path);
  }
}
