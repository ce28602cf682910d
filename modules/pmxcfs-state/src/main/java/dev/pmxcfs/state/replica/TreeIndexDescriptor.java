package dev.pmxcfs.state.replica;

import dev.pmxcfs.state.tree.ConfigTree;
import dev.pmxcfs.state.tree.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.NavigableMap;

/**
 * The layout of an index (cluster, section 3.1). All integers are little-endian and unsigned.
 *
 * <pre>
 *   0         8            16       20       24      28      32
 *   +---------+------------+--------+--------+-------+-------+---------+----------+---------+---
 *   | version | last inode | writer | mtime  | count | bytes | inode 0 | digest   | inode   | ...
 *   +---------+------------+--------+--------+-------+-------+---------+----------+---------+---
 * </pre>
 *
 * <p>There are {@code count} entries of 40 bytes by ascending inodes; the first is the root's.
 * {@code bytes} is the length of the whole.
 */
final class TreeIndexDescriptor {

  private static final int VERSION = 0;
  private static final int LAST_INODE = 8;
  private static final int WRITER = 16;
  private static final int MTIME = 20;
  private static final int COUNT = 24;
  private static final int BYTES = 28;
  private static final int HEADER_SIZE = 32;
  private static final int ENTRY_DIGEST = 8;
  private static final int ENTRY_SIZE = ENTRY_DIGEST + Digest.SIZE;

  private TreeIndexDescriptor() {}

  static byte[] encode(TreeIndex index) {
    int count = index.digests().size();
    int size = HEADER_SIZE + ENTRY_SIZE * count;
    ByteBuffer encoded = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    encoded.putLong(VERSION, index.version());
    encoded.putLong(LAST_INODE, index.lastInode());
    encoded.putInt(WRITER, index.writer());
    encoded.putInt(MTIME, index.mtime());
    encoded.putInt(COUNT, count);
    encoded.putInt(BYTES, size);
    encoded.position(HEADER_SIZE);
    index.digests().forEach((inode, digest) -> encoded.putLong(inode).put(digest.toArray()));
    return encoded.array();
  }

  /** Checks everything: what the C server trusts it reads out of bounds (defect D5). */
  static TreeIndex decode(byte[] bytes) {
    check(bytes.length >= HEADER_SIZE + ENTRY_SIZE, "has " + bytes.length + " bytes");
    ByteBuffer encoded = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long said = Integer.toUnsignedLong(encoded.getInt(BYTES));
    check(said == bytes.length, "says that it has " + said + " bytes, of " + bytes.length);
    long count = Integer.toUnsignedLong(encoded.getInt(COUNT));
    check(
        HEADER_SIZE + ENTRY_SIZE * count == bytes.length,
        "says that it has " + count + " entries in " + bytes.length + " bytes");
    NavigableMap<Long, Digest> digests = TreeIndex.noDigests();
    for (int at = HEADER_SIZE; at < bytes.length; at += ENTRY_SIZE) {
      long inode = encoded.getLong(at);
      check(
          digests.isEmpty()
              ? inode == ConfigTree.ROOT_INODE
              : Long.compareUnsigned(inode, digests.lastKey()) > 0,
          "has inode " + Long.toUnsignedString(inode) + " out of order");
      byte[] digest = new byte[Digest.SIZE];
      encoded.get(at + ENTRY_DIGEST, digest);
      digests.put(inode, Digest.of(digest));
    }
    check(encoded.getLong(LAST_INODE) == digests.lastKey(), "says another last inode than it has");
    return new TreeIndex(
        encoded.getLong(VERSION), encoded.getInt(WRITER), encoded.getInt(MTIME), digests);
  }

  private static void check(boolean holds, String fault) {
    if (!holds) {
      throw new IllegalArgumentException("an index " + fault);
    }
  }
}
