package dev.pmxcfs.state.database;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import dev.pmxcfs.state.tree.TreeLimits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes a tree of a database's rows, which come in any order, and finds all that is wrong with them
 * (operations, section 6, step 2). What no tree can hold is left out of it.
 */
final class TreeLoader {

  private static final Comparator<TreeRow> BY_AGE =
      Comparator.<TreeRow, Long>comparing(row -> row.attributes().version(), Long::compareUnsigned)
          .thenComparing(TreeRow::inode, Long::compareUnsigned);

  private final List<Fault> faults = new ArrayList<>();
  private final RowRules rules = new RowRules(faults::add);
  private final TreeMap<Long, TreeRow> rows = new TreeMap<>();
  private final Map<Long, Map<ByteString, TreeRow>> rowsByParent = new HashMap<>();
  private TreeRow versionRow;
  private long lastInode = Long.MIN_VALUE;

  /** Forgets everything: the rows are read once more. */
  void restart() {
    faults.clear();
    rows.clear();
    rowsByParent.clear();
    versionRow = null;
    lastInode = Long.MIN_VALUE;
  }

  /** Whether there are as many rows as may be: pages that are damaged can lead in a circle. */
  boolean isFull() {
    return rows.size() >= TreeLimits.MAX_ENTRIES;
  }

  /** Takes a row. */
  void add(TreeRow row) {
    lastInode = Math.max(lastInode, row.inode());
    if (row.isOfRoot()) {
      addVersionRow(row);
    } else if (rows.putIfAbsent(row.inode(), row) != null) {
      addFault(
          Fault.refused(
              "two rows have the inode of " + row.attributes(),
              "a primary key, which keeps the newest of them"));
    }
  }

  private void addVersionRow(TreeRow row) {
    if (versionRow != null) {
      addFault(
          Fault.refused(
              "there are two rows with the global version",
              "a primary key, which keeps the newest of them"));
      return;
    }
    versionRow = row;
    rules.checkVersionRow(row);
  }

  /** Takes a row whose inode is not a number. */
  void addWithoutInode() {
    addFault(
        Fault.refused(
            "a row has no inode",
            "UPDATE tree SET inode = (SELECT max(inode) + 1 FROM tree) WHERE rowid ="
                + " (SELECT min(rowid) FROM tree WHERE typeof(inode) <> 'integer');"));
  }

  /** The highest inode of the rows so far, signed as SQLite orders them. */
  long lastInode() {
    return lastInode;
  }

  /**
   * Notes that rows are missing.
   *
   * @param from the last inode before them
   * @param to the last inode of them, or as far as is known
   * @param isOneRow whether it is the contents of the last one alone
   */
  void addGap(long from, long to, boolean isOneRow) {
    String what = "the rows " + (from < 0 ? "" : "behind inode " + from + " ");
    if (isOneRow) {
      what = "the contents of inode " + to + " ";
    } else if (to != Long.MAX_VALUE) {
      what += "up to inode " + to + " ";
    }
    addFault(Fault.refused(what + "cannot be read", "a backup: they are lost otherwise"));
  }

  void addFault(Fault fault) {
    faults.add(fault);
  }

  /** All that is wrong. */
  List<Fault> faults() {
    return faults;
  }

  /** The tree of all rows that can be in one. Without a version row its version is 0. */
  ConfigTree build() {
    rules.checkVersion(versionRow, highestNumber());
    Set<Long> parents = new HashSet<>();
    rows.values().forEach(row -> parents.add(row.attributes().parent()));
    rows.replaceAll((inode, row) -> rules.checked(row, parents.contains(inode)));
    for (TreeRow row : rows.values()) {
      if (checkParent(row)) {
        place(row);
      }
    }
    List<TreeRow> parentsFirst = reachable();
    checkCycles();
    return tree(parentsFirst);
  }

  private boolean checkParent(TreeRow child) {
    Attributes attributes = child.attributes();
    if (attributes.parent() == ConfigTree.ROOT_INODE) {
      return true;
    }
    TreeRow parent = rows.get(attributes.parent());
    if (parent != null && parent.isDirectory()) {
      return true;
    }
    String what =
        parent == null
            ? " is in a missing directory"
            : " is in " + parent.attributes() + ", which is not a directory";
    addFault(Fault.refused(attributes + what, Fault.moveToRoot(child.inode())));
    return false;
  }

  /** Of two rows with the same name the newer one has the place. */
  private void place(TreeRow row) {
    if (row.attributes().name().isEmpty()) {
      return;
    }
    Map<ByteString, TreeRow> names =
        rowsByParent.computeIfAbsent(row.attributes().parent(), parent -> new HashMap<>());
    TreeRow other = names.get(row.attributes().name());
    boolean isNewer = other == null || BY_AGE.compare(row, other) > 0;
    if (isNewer) {
      names.put(row.attributes().name(), row);
    }
    if (other != null) {
      long older = isNewer ? other.inode() : row.inode();
      addFault(
          Fault.refused(
              "duplicate name: " + other.attributes() + " and " + row.attributes(),
              Fault.rename(older)));
    }
  }

  /** The rows below the root, every directory before what is in it. */
  private List<TreeRow> reachable() {
    List<TreeRow> found = new ArrayList<>(rowsIn(ConfigTree.ROOT_INODE));
    for (int i = 0; i < found.size(); i++) {
      found.addAll(rowsIn(found.get(i).inode()));
    }
    return found;
  }

  private Collection<TreeRow> rowsIn(long directory) {
    return rowsByParent.getOrDefault(directory, Map.of()).values();
  }

  /** Directories that contain each other are below no root; what is in them hangs on them. */
  private void checkCycles() {
    Set<Long> seen = new HashSet<>();
    for (TreeRow row : rows.values()) {
      Set<Long> way = new HashSet<>();
      TreeRow at = row;
      while (at != null && seen.add(at.inode())) {
        way.add(at.inode());
        at = rows.get(at.attributes().parent());
      }
      if (at != null && way.contains(at.inode())) {
        addFault(
            Fault.refused(
                at.attributes() + " is not below the root: directories contain each other",
                Fault.moveToRoot(at.inode())));
      }
    }
  }

  private ConfigTree tree(List<TreeRow> parentsFirst) {
    Map<Long, Map<ByteString, TreeEntry>> children = new HashMap<>();
    for (int i = parentsFirst.size() - 1; i >= 0; i--) {
      TreeEntry entry = entry(parentsFirst.get(i), children);
      children
          .computeIfAbsent(entry.attributes().parent(), parent -> new HashMap<>())
          .put(entry.attributes().name(), entry);
    }
    Attributes root = new Attributes(ConfigTree.ROOT_INODE, 0, 0, 0, 0, ByteString.of(""));
    if (versionRow != null) {
      Attributes row = versionRow.attributes();
      root = root.changed(row.version(), row.writer(), row.mtime());
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

  /** The highest inode or version of an entry, unsigned; 0 without entries. */
  long highestNumber() {
    return rows.values().stream()
        .map(TreeRow::attributes)
        .flatMap(attributes -> Stream.of(attributes.inode(), attributes.version()))
        .max(Long::compareUnsigned)
        .orElse(0L);
  }
}
