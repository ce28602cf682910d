package dev.pmxcfs.state.replica;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Attributes;
import dev.pmxcfs.state.tree.Directory;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeEntry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The layout of an entry that one node sends another to replace its own (cluster, section 3.4). All
 * integers are little-endian and unsigned.
 *
 * <pre>
 *   0        8       16        24       28      32      36            40     41
 *   +--------+-------+---------+--------+-------+-------+-------------+------+------+-----+------
 *   | parent | inode | version | writer | mtime | size  | name length | type | name | NUL | data
 *   +--------+-------+---------+--------+-------+-------+-------------+------+------+-----+------
 * </pre>
 *
 * <p>The name's length counts its NUL. The type is 4 for a directory, whose size is 0, and 8 for a
 * file. The root has inode and parent 0 and no name.
 */
final class EntryDescriptor {

  private static final int PARENT = 0;
  private static final int INODE = 8;
  private static final int VERSION = 16;
  private static final int WRITER = 24;
  private static final int MTIME = 28;
  private static final int DATA_SIZE = 32;
  private static final int NAME_LENGTH = 36;
  private static final int TYPE = 40;
  private static final int NAME = 41;

  private static final byte DIRECTORY = 4;
  private static final byte REGULAR_FILE = 8;

  private EntryDescriptor() {}

  static byte[] encode(TreeEntry entry) {
    Attributes attributes = entry.attributes();
    byte[] name = attributes.name().toArray();
    byte[] data = entry instanceof RegularFile file ? file.data() : RegularFile.NO_DATA;
    int size = NAME + name.length + 1 + data.length;
    ByteBuffer encoded = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    encoded.putLong(PARENT, attributes.parent());
    encoded.putLong(INODE, attributes.inode());
    encoded.putLong(VERSION, attributes.version());
    encoded.putInt(WRITER, attributes.writer());
    encoded.putInt(MTIME, attributes.mtime());
    encoded.putInt(DATA_SIZE, data.length);
    encoded.putInt(NAME_LENGTH, name.length + 1);
    encoded.put(TYPE, entry instanceof RegularFile ? REGULAR_FILE : DIRECTORY);
    encoded.position(NAME);
    encoded.put(name).put((byte) 0).put(data);
    return encoded.array();
  }

  /**
   * A file, or a directory with nothing in it.
   *
   * @throws IllegalArgumentException if the C server would refuse the bytes too
   */
  static TreeEntry decode(byte[] bytes) {
    check(bytes.length > NAME, "has " + bytes.length + " bytes");
    ByteBuffer encoded = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    byte type = encoded.get(TYPE);
    check(type == DIRECTORY || type == REGULAR_FILE, "has type " + type);
    long nameLength = Integer.toUnsignedLong(encoded.getInt(NAME_LENGTH));
    long size = Integer.toUnsignedLong(encoded.getInt(DATA_SIZE));
    check(
        nameLength > 0 && NAME + nameLength + size == bytes.length,
        "of " + bytes.length + " bytes has " + nameLength + " of name and " + size + " of data");
    int end = NAME + (int) nameLength;
    check(bytes[end - 1] == 0, "has a name without a NUL behind it");
    Attributes attributes =
        new Attributes(
            encoded.getLong(INODE),
            encoded.getLong(PARENT),
            encoded.getLong(VERSION),
            encoded.getInt(WRITER),
            encoded.getInt(MTIME),
            ByteString.copyUntilNul(bytes, NAME, end));
    return type == DIRECTORY
        ? Directory.empty(attributes)
        : new RegularFile(attributes, Arrays.copyOfRange(bytes, end, bytes.length));
  }

  private static void check(boolean holds, String fault) {
    if (!holds) {
      throw new IllegalArgumentException("an entry " + fault);
    }
  }
}
