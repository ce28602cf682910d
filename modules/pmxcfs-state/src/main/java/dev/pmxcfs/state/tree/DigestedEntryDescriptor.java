package dev.pmxcfs.state.tree;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What of an entry is hashed before its name and its data (cluster, sections 3.1 and 3.2). All
 * integers are little-endian.
 *
 * <pre>
 *   0         8           16         20        24       28       29         37
 *   +---------+-----------+----------+---------+--------+--------+----------+------+------
 *   | inode   | version   | writer   | mtime   | size   | type   | parent   | name | data
 *   +---------+-----------+----------+---------+--------+--------+----------+------+------
 * </pre>
 *
 * <p>An index hashes it without the inode. The type is 4 for a directory, 8 for a file; a
 * directory's size is 0. The root has no name, and 0 as its parent.
 */
final class DigestedEntryDescriptor {

  /** Where it begins for locks and whole trees. */
  static final int WITH_INODE = 0;

  /** Where it begins for an index. */
  static final int WITHOUT_INODE = 8;

  private static final int VERSION = 8;
  private static final int WRITER = 16;
  private static final int MTIME = 20;
  private static final int DATA_SIZE = 24;
  private static final int TYPE = 28;
  private static final int PARENT = 29;
  private static final int SIZE = 37;

  private static final byte DIRECTORY = 4;
  private static final byte REGULAR_FILE = 8;

  private DigestedEntryDescriptor() {}

  static byte[] encode(TreeEntry entry) {
    boolean isFile = entry instanceof RegularFile;
    Attributes attributes = entry.attributes();
    ByteBuffer encoded = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    encoded.putLong(WITH_INODE, attributes.inode());
    encoded.putLong(VERSION, attributes.version());
    encoded.putInt(WRITER, attributes.writer());
    encoded.putInt(MTIME, attributes.mtime());
    encoded.putInt(DATA_SIZE, isFile ? (int) entry.bytes() : 0);
    encoded.put(TYPE, isFile ? REGULAR_FILE : DIRECTORY);
    encoded.putLong(PARENT, attributes.parent());
    return encoded.array();
  }
}
