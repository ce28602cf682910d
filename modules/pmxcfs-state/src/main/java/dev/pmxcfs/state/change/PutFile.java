package dev.pmxcfs.state.change;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeException;

/**
 * Gives a file its contents, as a program does that opens it to be created or truncated, and then
 * writes. Unlike there nobody ever sees the file empty in between, not even after a crash, as long
 * as the node is not in a cluster.
 *
 * @param data not to be changed
 */
public record PutFile(ConfigPath path, byte[] data) implements ComposedChange {

  private static final byte[] NOTHING = {};

  @Override
  public void applyTo(Draft draft) throws TreeException {
    if (draft.find(path).isEmpty()) {
      draft.apply(new CreateFile(path));
    } else {
      draft.apply(new WriteFile(path, 0, NOTHING, true));
    }
    if (data.length > 0) {
      draft.apply(new WriteFile(path, 0, data, false));
    }
  }
}
