package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.Attributes;
import io.vertx.core.buffer.Buffer;

/**
 * An {@link EntryStatus}, in little-endian byte order.
 *
 * <pre>
 *   0       8        16        24       28      32     36            40       48
 *   +-------+--------+---------+--------+-------+------+-------------+--------+------
 *   | inode | parent | version | writer | mtime | size | isDirectory | digest | name
 *   +-------+--------+---------+--------+-------+------+-------------+--------+------
 * </pre>
 */
final class EntryStatusDescriptor {

  private static final int INODE = 0;
  private static final int PARENT = 8;
  private static final int VERSION = 16;
  private static final int WRITER = 24;
  private static final int MTIME = 28;
  private static final int ENTRY_SIZE = 32;
  private static final int IS_DIRECTORY = 36;
  private static final int DIGEST = 40;
  private static final int NAME = 48;

  private EntryStatusDescriptor() {}

  static byte[] encode(EntryStatus entry) {
    Attributes attributes = entry.attributes();
    return Buffer.buffer(NAME + attributes.name().length())
        .appendLongLE(attributes.inode())
        .appendLongLE(attributes.parent())
        .appendLongLE(attributes.version())
        .appendIntLE(attributes.writer())
        .appendIntLE(attributes.mtime())
        .appendIntLE(entry.size())
        .appendIntLE(entry.isDirectory() ? 1 : 0)
        .appendLongLE(entry.digest())
        .appendBytes(attributes.name().toArray())
        .getBytes();
  }

  /**
   * @throws IllegalArgumentException if it is too short
   */
  static EntryStatus decode(byte[] bytes) {
    if (bytes.length < NAME) {
      throw new IllegalArgumentException("an entry of " + bytes.length + " bytes");
    }
    Buffer buffer = Buffer.buffer(bytes);
    var attributes =
        new Attributes(
            buffer.getLongLE(INODE),
            buffer.getLongLE(PARENT),
            buffer.getLongLE(VERSION),
            buffer.getIntLE(WRITER),
            buffer.getIntLE(MTIME),
            ByteString.copyOf(bytes, NAME, bytes.length));
    return new EntryStatus(
        attributes,
        buffer.getIntLE(IS_DIRECTORY) != 0,
        buffer.getIntLE(ENTRY_SIZE),
        buffer.getLongLE(DIGEST));
  }
}
