package dev.pmxcfs.state.mutation;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeException;

/**
 * Gives a file its contents, as a program does that opens it to be created or truncated, and then
 * writes. Unlike there nobody ever sees the file empty in between, not even after a crash.
 *
 * @param data not to be changed
 */
public record PutFile(ConfigPath path, byte[] data) implements Mutation {

  private static final byte[] NOTHING = {};

  @Override
  public void applyTo(Draft draft) throws TreeException {
    if (draft.find(path).isEmpty()) {
      new CreateFile(path).applyTo(draft);
    } else {
      new WriteFile(path, 0, NOTHING, true).applyTo(draft);
    }
    if (data.length > 0) {
      new WriteFile(path, 0, data, false).applyTo(draft);
    }
  }
}
