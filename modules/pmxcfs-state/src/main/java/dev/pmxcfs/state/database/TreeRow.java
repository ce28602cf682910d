package dev.pmxcfs.state.database;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;

/**
 * A row of the table {@code tree}: a file, a directory, or the version row (operations, section 6).
 *
 * @param attributes what files and directories have in common
 * @param type {@link #DIRECTORY} or {@link #REGULAR_FILE} where the row is sound
 * @param data a file's contents, else empty
 */
record TreeRow(Attributes attributes, int type, byte[] data) {

  /** {@code DT_DIR}. */
  static final int DIRECTORY = 4;

  /** {@code DT_REG}. */
  static final int REGULAR_FILE = 8;

  /** The name in the row that stands for the root and holds the global version. */
  static final ByteString VERSION_NAME = ByteString.of("__version__");

  /** The row that an entry of the tree has. */
  static TreeRow of(TreeEntry entry) {
    return entry instanceof RegularFile file
        ? new TreeRow(file.attributes(), REGULAR_FILE, file.data())
        : new TreeRow(entry.attributes(), DIRECTORY, RegularFile.NO_DATA);
  }

  /** The version row, which stands for the root. */
  static TreeRow of(Directory treeRoot) {
    Attributes root = treeRoot.attributes();
    Attributes named =
        new Attributes(
            root.inode(), root.parent(), root.version(), root.writer(), root.mtime(), VERSION_NAME);
    return new TreeRow(named, REGULAR_FILE, RegularFile.NO_DATA);
  }

  long inode() {
    return attributes.inode();
  }

  /** Whether the row has the root's inode, so that it must be the version row. */
  boolean isOfRoot() {
    return attributes.inode() == ConfigTree.ROOT_INODE;
  }

  boolean isDirectory() {
    return type == DIRECTORY;
  }

  boolean isRegularFile() {
    return type == REGULAR_FILE;
  }

  /** The same as a file or a directory. */
  TreeRow as(int otherType) {
    return new TreeRow(attributes, otherType, otherType == DIRECTORY ? RegularFile.NO_DATA : data);
  }
}
