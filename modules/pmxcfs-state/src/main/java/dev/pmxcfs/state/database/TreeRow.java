package dev.pmxcfs.state.database;

import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.ByteString;
import dev.pmxcfs.state.tree.ConfigTree;

/**
 * A row of the table {@code tree}: a file, a directory, or the version row (operations
 * specification, section 6).
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
}
