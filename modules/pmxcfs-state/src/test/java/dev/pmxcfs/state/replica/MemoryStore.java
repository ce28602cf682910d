package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.database.DatabaseException;
import dev.pmxcfs.state.database.TreeStore;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.TreeChange;
import dev.pmxcfs.state.tree.TreeEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps what is stored, by inode, or fails as it is told. */
public final class MemoryStore implements TreeStore {

  private final Map<Long, TreeEntry> rows = new HashMap<>();
  private final List<TreeChange> commits = new ArrayList<>();
  private DatabaseException failure;

  /** Fails with this from now on, or no more with null. */
  public void failWith(DatabaseException reason) {
    failure = reason;
  }

  /** What was stored at a time each. */
  public List<TreeChange> commits() {
    return commits;
  }

  @Override
  public Path file() {
    return Path.of("/var/lib/config.db");
  }

  @Override
  public void commit(TreeChange change, ConfigTree before) throws DatabaseException {
    if (failure != null) {
      throw failure;
    }
    for (long inode : change.removed()) {
      if (rows.remove(inode) == null) {
        throw new AssertionError("no row of inode " + inode);
      }
    }
    change.changed().forEach(entry -> rows.put(entry.attributes().inode(), entry));
    rows.put(ConfigTree.ROOT_INODE, change.root());
    commits.add(change);
  }

  /** Whether the rows are those of a tree. */
  public boolean holds(ConfigTree tree) {
    List<TreeEntry> entries = tree.entriesByInode();
    return entries.size() == rows.size()
        && entries.stream()
            .allMatch(entry -> entry.isSameAlone(rows.get(entry.attributes().inode())));
  }

  @Override
  public void close() {}
}
