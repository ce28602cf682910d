package dev.pmxcfs.state.database;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ByteString;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a tree of a database's rows, which come in any order, and refuses rows that are none
 * (operations specification, section 6 step 2).
 */
final class TreeLoader {

  private final Path file;
  private final Map<Long, TreeRow> rows = new HashMap<>();
  private final Map<Long, Map<ByteString, TreeRow>> rowsByParent = new HashMap<>();
  private Attributes root = new Attributes(ConfigTree.ROOT_INODE, 0, 0, 0, 0, ByteString.of(""));

  /**
   * @param file the database, for messages
   */
  TreeLoader(Path file) {
    this.file = file;
  }

  /**
   * Takes a row and checks what can be said of it alone.
   *
   * @throws DatabaseException if it is not sound, or has the name of another one beside it
   */
  void add(TreeRow row) throws DatabaseException {
    Attributes attributes = row.attributes();
    if (attributes.name().isEmpty()) {
      throw rejected("%s has no name", attributes);
    }
    if (!row.isDirectory() && !row.isRegularFile()) {
      throw rejected("%s has unknown type %d", attributes, row.type());
    }
    if (row.isDirectory() && row.data().length > 0) {
      throw rejected("directory %s contains data", attributes);
    }
    if (row.isOfRoot()) {
      takeVersion(attributes);
    } else {
      takeEntry(row);
    }
  }

  private void takeVersion(Attributes row) throws DatabaseException {
    if (!row.name().equals(TreeRow.VERSION_NAME)) {
      throw rejected("the root's row has unexpected name '%s'", row.name());
    }
    root = new Attributes(root.inode(), 0, row.version(), row.writer(), row.mtime(), root.name());
  }

  private void takeEntry(TreeRow row) throws DatabaseException {
    Attributes attributes = row.attributes();
    rows.put(attributes.inode(), row);
    TreeRow namesake =
        rowsByParent
            .computeIfAbsent(attributes.parent(), parent -> new HashMap<>())
            .putIfAbsent(attributes.name(), row);
    if (namesake != null) {
      throw rejected("duplicate name: %s and %s", namesake.attributes(), attributes);
    }
  }

  /**
   * The tree of all rows. Without a version row its version is 0.
   *
   * @throws DatabaseException if a row's parent does not exist or is a file, or if directories
   *     contain each other
   */
  ConfigTree build() throws DatabaseException {
    for (TreeRow row : rows.values()) {
      checkParent(row.attributes());
    }
    List<TreeRow> parentsFirst = reachable();
    checkAllReached(parentsFirst);
    Map<Long, Map<ByteString, TreeEntry>> children = new HashMap<>();
    for (int i = parentsFirst.size() - 1; i >= 0; i--) {
      TreeEntry entry = entry(parentsFirst.get(i), children);
      children
          .computeIfAbsent(entry.attributes().parent(), parent -> new HashMap<>())
          .put(entry.attributes().name(), entry);
    }
    return new ConfigTree(Directory.of(root, childrenOf(root, children)));
  }

  private static TreeEntry entry(TreeRow row, Map<Long, Map<ByteString, TreeEntry>> children) {
    return row.isDirectory()
        ? Directory.of(row.attributes(), childrenOf(row.attributes(), children))
        : new RegularFile(row.attributes(), row.data());
  }

  private static Map<ByteString, TreeEntry> childrenOf(
      Attributes directory, Map<Long, Map<ByteString, TreeEntry>> children) {
    return children.getOrDefault(directory.inode(), Map.of());
  }

  private void checkParent(Attributes child) throws DatabaseException {
    if (child.parent() == ConfigTree.ROOT_INODE) {
      return;
    }
    TreeRow parent = rows.get(child.parent());
    if (parent == null) {
      throw rejected("%s is in a missing directory", child);
    }
    if (!parent.isDirectory()) {
      throw rejected("%s is in %s, which is not a directory", child, parent.attributes());
    }
  }

  /** The rows below the root, every directory before what is in it. */
  private List<TreeRow> reachable() {
    List<TreeRow> found = new ArrayList<>(rowsIn(root));
    for (int i = 0; i < found.size(); i++) {
      found.addAll(rowsIn(found.get(i).attributes()));
    }
    return found;
  }

  private Collection<TreeRow> rowsIn(Attributes directory) {
    return rowsByParent.getOrDefault(directory.inode(), Map.of()).values();
  }

  private void checkAllReached(List<TreeRow> reached) throws DatabaseException {
    if (reached.size() == rows.size()) {
      return;
    }
    reached.forEach(row -> rows.remove(row.attributes().inode()));
    Attributes lost = rows.values().iterator().next().attributes();
    throw rejected("%s is not below the root: directories contain each other", lost);
  }

  /** The highest inode or version of an entry, 0 without entries. */
  long highestNumber() {
    return rows.values().stream()
        .map(TreeRow::attributes)
        .mapToLong(attributes -> Math.max(attributes.inode(), attributes.version()))
        .max()
        .orElse(0);
  }

  private DatabaseException rejected(String reason, Object... about) {
    return new DatabaseException(
        file, "not loaded: " + reason.formatted(about) + "; repair it or restore a backup");
  }
}
