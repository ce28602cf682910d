package dev.pmxcfs.state;

import dev.pmxcfs.state.ImportedEntry.ImportedDirectory;
import dev.pmxcfs.state.ImportedEntry.ImportedFile;
import dev.pmxcfs.state.ImportedEntry.KeptEntry;
import dev.pmxcfs.state.guests.DuplicateGuestException;
import dev.pmxcfs.state.mutation.Configuration;
import dev.pmxcfs.state.mutation.DeleteOthers;
import dev.pmxcfs.state.mutation.Draft;
import dev.pmxcfs.state.mutation.ImportDirectory;
import dev.pmxcfs.state.mutation.ImportFile;
import dev.pmxcfs.state.mutation.Mutation;
import dev.pmxcfs.state.mutation.Origin;
import dev.pmxcfs.state.tree.ByteString;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeDifference;
import dev.pmxcfs.state.tree.TreeErrno;
import dev.pmxcfs.state.tree.TreeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The mutations of an import, and what they would change. */
public final class ImportPlan {

  private static final Origin NOWHERE = new Origin(0, 0);

  private final Set<ByteString> files = new HashSet<>();
  private final Set<ByteString> directories = new HashSet<>();
  private final Set<ByteString> kept = new HashSet<>();
  private final List<Mutation> mutations = new ArrayList<>();

  private ImportPlan() {}

  /**
   * The mutations, in the order in which they are to be made: first what makes room.
   *
   * @throws TreeException EINVAL for a path with a NUL
   */
  static List<Mutation> mutations(Collection<ImportedEntry> entries, ImportMode mode)
      throws TreeException {
    var plan = new ImportPlan();
    for (ImportedEntry entry : entries) {
      plan.add(entry);
    }
    if (mode == ImportMode.REPLACE) {
      plan.mutations.add(0, new DeleteOthers(plan.files, plan.directories, plan.kept));
    }
    return plan.mutations;
  }

  private void add(ImportedEntry entry) throws TreeException {
    ConfigPath path = LocalConfigWriter.checked(entry.path());
    if (entry instanceof ImportedFile file) {
      files.add(path.canonical());
      addDirectories(path.directory());
      mutations.add(new ImportFile(path, file.data()));
    } else if (entry instanceof ImportedDirectory) {
      addDirectories(path);
      mutations.add(new ImportDirectory(path));
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

  /**
   * What an import would change in a tree; nothing of it is done.
   *
   * @throws TreeException as the import itself would
   */
  public static List<TreeDifference> preview(
      ConfigTree tree, Collection<ImportedEntry> entries, ImportMode mode) throws TreeException {
    Draft draft = new Draft(configuration(tree), NOWHERE);
    for (Mutation mutation : mutations(entries, mode)) {
      mutation.applyTo(draft);
    }
    return TreeDifference.between(tree, draft.configuration().tree());
  }

  private static Configuration configuration(ConfigTree tree) throws TreeException {
    try {
      return Configuration.loaded(tree, NOWHERE.time());
    } catch (DuplicateGuestException e) {
      throw new TreeException(TreeErrno.EEXIST, e.getMessage(), e);
    }
  }
}
