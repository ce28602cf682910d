package dev.pmxcfs.state.change;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.tree.ConfigPath;
import dev.pmxcfs.state.tree.Digest;
import dev.pmxcfs.state.tree.RegularFile;
import dev.pmxcfs.state.tree.TreeException;
import dev.qbipc.linux.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The layout of a primitive change, as the nodes of a cluster tell it each other (cluster, sections
 * 3.6 and 3.7). All integers are little-endian and unsigned.
 *
 * <pre>
 *   WRITE, MKDIR, DELETE, RENAME, CREATE, MTIME
 *   0           4        8             12          16      20
 *   +-----------+--------+-------------+-----------+-------+--------+------+------
 *   | data size | offset | path length | to length | flags | path   | to   | data
 *   +-----------+--------+-------------+-----------+-------+--------+------+------
 *
 *   UNLOCK_REQUEST, UNLOCK
 *   0        32
 *   +--------+------
 *   | digest | path
 *   +--------+------
 * </pre>
 *
 * <p>Paths end in a NUL, which their lengths count; a length of 0 stands for no path. Flag 1 of a
 * WRITE truncates the file. MTIME has the time as its offset.
 */
public final class ChangeDescriptor {

  private static final int DATA_SIZE = 0;
  private static final int OFFSET = 4;
  private static final int PATH_LENGTH = 8;
  private static final int TO_LENGTH = 12;
  private static final int FLAGS = 16;
  private static final int PATH = 20;

  private static final int TRUNCATE = 1;

  private static final ByteString NONE = ByteString.of("");

  private ChangeDescriptor() {}

  /** The bytes of a change; {@link ChangeKind#of} tells beside them which kind it is. */
  public static byte[] encode(PrimitiveChange change) {
    if (change instanceof WriteFile write) {
      int flags = write.truncate() ? TRUNCATE : 0;
      return encode(write.path().text(), NONE, (int) write.offset(), flags, write.data());
    } else if (change instanceof MakeDirectory made) {
      return encode(made.path().text(), NONE, 0, 0, RegularFile.NO_DATA);
    } else if (change instanceof DeleteEntry deleted) {
      return encode(deleted.path().text(), NONE, 0, 0, RegularFile.NO_DATA);
    } else if (change instanceof RenameEntry renamed) {
      return encode(renamed.path().text(), renamed.to().text(), 0, 0, RegularFile.NO_DATA);
    } else if (change instanceof CreateFile created) {
      return encode(created.path().text(), NONE, 0, 0, RegularFile.NO_DATA);
    } else if (change instanceof SetMtime set) {
      return encode(set.path().text(), NONE, set.mtime(), 0, RegularFile.NO_DATA);
    } else if (change instanceof RequestUnlock request) {
      return encode(request.path(), request.lock());
    }
    Unlock unlock = (Unlock) change;
    return encode(unlock.path(), unlock.lock());
  }

  private static byte[] encode(ByteString path, ByteString to, int offset, int flags, byte[] data) {
    int pathLength = path.length() + 1;
    int toLength = to.isEmpty() ? 0 : to.length() + 1;
    ByteBuffer encoded =
        ByteBuffer.allocate(PATH + pathLength + toLength + data.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    encoded.putInt(DATA_SIZE, data.length);
    encoded.putInt(OFFSET, offset);
    encoded.putInt(PATH_LENGTH, pathLength);
    encoded.putInt(TO_LENGTH, toLength);
    encoded.putInt(FLAGS, flags);
    encoded.position(PATH);
    encoded.put(path.toArray()).put((byte) 0);
    if (toLength > 0) {
      encoded.put(to.toArray()).put((byte) 0);
    }
    return encoded.put(data).array();
  }

  private static byte[] encode(ConfigPath path, Digest lock) {
    byte[] text = path.text().toArray();
    return ByteBuffer.allocate(Digest.SIZE + text.length + 1)
        .put(lock.toArray())
        .put(text)
        .put((byte) 0)
        .array();
  }

  /**
   * A change that another node has sent, with its paths as the C server takes them: up to their
   * first NUL, and {@code .} as a directory is the root.
   *
   * @param bytes not to be changed any more
   * @throws TreeException EINVAL if it is of no path, or of one alone where it takes two
   * @throws IllegalArgumentException if the bytes are not laid out as above
   */
  public static PrimitiveChange decode(ChangeKind kind, byte[] bytes) throws TreeException {
    return decode(kind, bytes, true);
  }

  /**
   * A change that a client of this node has sent.
   *
   * @param bytes not to be changed any more
   * @throws TreeException EINVAL as above, and for a NUL in a path
   * @throws IllegalArgumentException if the bytes are not laid out as above
   */
  public static PrimitiveChange decodeOfClient(ChangeKind kind, byte[] bytes) throws TreeException {
    return decode(kind, bytes, false);
  }

  private static PrimitiveChange decode(ChangeKind kind, byte[] bytes, boolean asInC)
      throws TreeException {
    return kind == ChangeKind.UNLOCK_REQUEST || kind == ChangeKind.UNLOCK
        ? decodeUnlock(kind, bytes, asInC)
        : decodeOther(kind, bytes, asInC);
  }

  private static PrimitiveChange decodeUnlock(ChangeKind kind, byte[] bytes, boolean asInC)
      throws TreeException {
    check(bytes.length > Digest.SIZE, "has " + bytes.length + " bytes");
    check(bytes[bytes.length - 1] == 0, "has a path without a NUL behind it");
    Digest lock = Digest.of(Arrays.copyOf(bytes, Digest.SIZE));
    ConfigPath path = path(bytes, Digest.SIZE, bytes.length, asInC);
    return kind == ChangeKind.UNLOCK ? new Unlock(path, lock) : new RequestUnlock(path, lock);
  }

  private static PrimitiveChange decodeOther(ChangeKind kind, byte[] bytes, boolean asInC)
      throws TreeException {
    check(bytes.length >= PATH, "has " + bytes.length + " bytes");
    ByteBuffer encoded = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long dataSize = Integer.toUnsignedLong(encoded.getInt(DATA_SIZE));
    long pathLength = Integer.toUnsignedLong(encoded.getInt(PATH_LENGTH));
    long toLength = Integer.toUnsignedLong(encoded.getInt(TO_LENGTH));
    check(
        PATH + pathLength + toLength + dataSize == bytes.length,
        "of " + bytes.length + " bytes has " + pathLength + ", " + toLength + ", " + dataSize);
    int to = PATH + (int) pathLength;
    int data = to + (int) toLength;
    check(pathLength == 0 || bytes[to - 1] == 0, "has a path without a NUL behind it");
    check(toLength == 0 || bytes[data - 1] == 0, "has a path without a NUL behind it");
    if (pathLength == 0 || kind == ChangeKind.RENAME && toLength == 0) {
      throw new TreeException(Errno.EINVAL, Change.ROOT, "a change lacks its path");
    }
    ConfigPath whole = path(bytes, PATH, to, asInC);
    ConfigPath path = asInC ? whole.asSplitInC() : whole;
    int offset = encoded.getInt(OFFSET);
    return switch (kind) {
      case WRITE ->
          new WriteFile(
              path,
              Integer.toUnsignedLong(offset),
              Arrays.copyOfRange(bytes, data, bytes.length),
              encoded.getInt(FLAGS) != 0);
      case MKDIR -> new MakeDirectory(path);
      case DELETE -> new DeleteEntry(whole);
      case RENAME -> new RenameEntry(whole, path(bytes, to, data, asInC));
      case CREATE -> new CreateFile(path);
      case MTIME -> new SetMtime(path, offset);
      case UNLOCK_REQUEST, UNLOCK -> throw new AssertionError(kind);
    };
  }

  private static ConfigPath path(byte[] bytes, int from, int to, boolean asInC)
      throws TreeException {
    return asInC
        ? new ConfigPath(ByteString.copyUntilNul(bytes, from, to).toArray())
        : ConfigPath.checked(Arrays.copyOfRange(bytes, from, to - 1));
  }

  private static void check(boolean holds, String fault) {
    if (!holds) {
      throw new IllegalArgumentException("a change " + fault);
    }
  }
}
