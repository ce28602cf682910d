package dev.pmxcfs.ipc.admin;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a watch is told, as {@link Fields}, in little-endian byte order. A tree is its version and
 * whether that is lasting, and then {@link EntryStatusDescriptor entries}:
 *
 * <pre>
 *   0         8
 *   +---------+-----------+
 *   | version | isLasting |
 *   +---------+-----------+
 * </pre>
 *
 * <p>A change consists of fields of one kind each, the last of which is its version. It may come in
 * several answers, and counts when that has come:
 *
 * <pre>
 *   0   1
 *   +---+---------+   +---+-------+   +---+---------+   +---+
 *   | 0 | inode   |   | 1 | entry |   | 2 | version |   | 3 |
 *   +---+---------+   +---+-------+   +---+---------+   +---+
 *    removed           changed         end of a change   changes were lost
 * </pre>
 */
final class WatchDescriptor {

  private static final int REMOVED = 0;
  private static final int CHANGED = 1;
  private static final int END = 2;
  private static final int LOST = 3;

  private static final int BODY = 1;
  private static final int IS_LASTING = 8;

  private WatchDescriptor() {}

  static Buffer encode(WatchedTree tree) {
    Buffer payload = Buffer.buffer();
    Fields.append(
        payload,
        Buffer.buffer().appendLongLE(tree.version()).appendByte(flag(tree.isLasting())).getBytes());
    tree.entries().forEach(entry -> Fields.append(payload, EntryStatusDescriptor.encode(entry)));
    return payload;
  }

  private static byte flag(boolean isSet) {
    return (byte) (isSet ? 1 : 0);
  }

  /**
   * @throws IllegalArgumentException if the payload is not as above
   */
  static WatchedTree decodeTree(Buffer payload) {
    List<byte[]> fields = Fields.decode(payload);
    if (fields.isEmpty() || fields.get(0).length <= IS_LASTING) {
      throw new IllegalArgumentException("a tree without a version");
    }
    Buffer head = Buffer.buffer(fields.get(0));
    return new WatchedTree(
        head.getLongLE(0),
        head.getByte(IS_LASTING) != 0,
        fields.stream().skip(1).map(EntryStatusDescriptor::decode).toList());
  }

  /** The fields of a change. */
  static List<byte[]> encode(WatchedChange change) {
    List<byte[]> fields = new ArrayList<>();
    change.removed().forEach(inode -> fields.add(field(REMOVED, bytes(inode))));
    change
        .changed()
        .forEach(entry -> fields.add(field(CHANGED, EntryStatusDescriptor.encode(entry))));
    fields.add(field(END, bytes(change.version())));
    return fields;
  }

  /** The field that says that changes were lost. */
  static byte[] lost() {
    return field(LOST, new byte[0]);
  }

  private static byte[] bytes(long number) {
    return Buffer.buffer().appendLongLE(number).getBytes();
  }

  private static byte[] field(int kind, byte[] body) {
    return Buffer.buffer().appendByte((byte) kind).appendBytes(body).getBytes();
  }

  /** Takes fields, one after the other, until they are a change. */
  static final class Decoder {

    private List<Long> removed = new ArrayList<>();
    private List<EntryStatus> changed = new ArrayList<>();
    private boolean isLost;

    /**
     * Takes a field.
     *
     * @return the change that it ends
     * @throws IllegalArgumentException if the field is not as above
     */
    Optional<WatchedChange> take(byte[] field) {
      if (field.length == 0) {
        throw new IllegalArgumentException("a field without a kind");
      }
      Buffer body = Buffer.buffer(field).slice(BODY, field.length);
      switch (field[0]) {
        case REMOVED -> removed.add(number(body));
        case CHANGED -> changed.add(EntryStatusDescriptor.decode(body.getBytes()));
        case LOST -> isLost = true;
        case END -> {
          var whole = new WatchedChange(number(body), removed, changed);
          removed = new ArrayList<>();
          changed = new ArrayList<>();
          return Optional.of(whole);
        }
        default -> throw new IllegalArgumentException("a field of kind " + field[0]);
      }
      return Optional.empty();
    }

    /** Whether changes were lost, so that nothing more comes. */
    boolean isLost() {
      return isLost;
    }

    private static long number(Buffer body) {
      if (body.length() != Long.BYTES) {
        throw new IllegalArgumentException("a number of " + body.length() + " bytes");
      }
      return body.getLongLE(0);
    }
  }
}
