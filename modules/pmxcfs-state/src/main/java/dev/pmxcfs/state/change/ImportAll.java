package dev.pmxcfs.state.change;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.ImportedEntry.ImportedDirectory;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.change.ImportedEntry.KeptEntry;
import dev.pmxcfs.state.guests.DuplicateGuestException;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeDifference;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings in many files. Directories that are missing are made, files that exist are overwritten,
 * and files that have their contents already stay as they are.
 *
 * @param entries what is brought in
 * @param mode what is done with all else
 */
public record ImportAll(Collection<ImportedEntry> entries, ImportMode mode)
    implements ComposedChange {

  @Override
  public void applyTo(Draft draft) throws TreeException {
    for (ComposedChange part : parts()) {
      part.applyTo(draft);
    }
  }

  @Override
  public List<ConfigPath> paths() {
    return entries.stream().map(entry -> new ConfigPath(entry.path())).toList();
  }

  /** In the order in which they are to be made: first what makes room. */
  private List<ComposedChange> parts() throws TreeException {
    var parts = new Parts();
    for (ImportedEntry entry : entries) {
      parts.add(entry);
    }
    if (mode == ImportMode.REPLACE) {
      parts.changes.add(0, new DeleteOthers(parts.files, parts.directories, parts.kept));
    }
    return parts.changes;
  }

  /** What the entries ask for, and the canonical paths of what is to be there afterwards. */
  private static final class Parts {

    private final Set<ByteString> files = new HashSet<>();
    private final Set<ByteString> directories = new HashSet<>();
    private final Set<ByteString> kept = new HashSet<>();
    private final List<ComposedChange> changes = new ArrayList<>();

    private void add(ImportedEntry entry) throws TreeException {
      ConfigPath path = ConfigPath.checked(entry.path());
      if (entry instanceof ImportedFile file) {
        files.add(path.canonical());
        addDirectories(path.directory());
        changes.add(new ImportFile(path, file.data()));
      } else if (entry instanceof ImportedDirectory) {
        addDirectories(path);
        changes.add(new ImportDirectory(path));
      } else if (entry instanceof KeptEntry) {
        kept.add(path.canonical());
      }
    }

    private void addDirectories(ConfigPath path) {
      ConfigPath at = path;
      while (!at.name().isEmpty() && directories.add(at.canonical())) {
        at = at.directory();
      }
    }
  }

  /**
   * What the import would change in a tree; nothing of it is done.
   *
   * @throws TreeException as the import itself would be refused
   */
  public List<TreeDifference> preview(ConfigTree tree) throws TreeException {
    Draft draft = new Draft(configuration(tree), Origin.NONE);
    applyTo(draft);
    return TreeDifference.between(tree, draft.configuration().tree());
  }

  private static Configuration configuration(ConfigTree tree) throws TreeException {
    try {
      return Configuration.loaded(tree, Origin.NONE.time());
    } catch (DuplicateGuestException e) {
      throw new TreeException(Errno.EEXIST, e.getMessage(), e);
    }
  }
}
