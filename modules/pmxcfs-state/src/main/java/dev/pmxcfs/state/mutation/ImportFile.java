package dev.pmxcfs.state.mutation;

import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.TreeException;

/**
 * Gives a file its contents, and makes it and the directories it is in as far as they are missing.
 * Counts as if each was done by itself.
 *
 * @param data not to be changed
 */
public record ImportFile(ConfigPath path, byte[] data) implements Mutation {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    new ImportDirectory(path.directory()).applyTo(draft);
    if (draft.find(path).isEmpty()) {
      new CreateFile(path).applyTo(draft);
    }
    new WriteFile(path, 0, data, true).applyTo(draft);
  }
}
