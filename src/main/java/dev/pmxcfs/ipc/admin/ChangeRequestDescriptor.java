package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ChangeDescriptor;
import dev.pmxcfs.state.change.ChangeKind;
import dev.pmxcfs.state.change.DeleteEntry;
import dev.pmxcfs.state.change.PrimitiveChange;
import dev.pmxcfs.state.change.PutFile;
import dev.pmxcfs.state.change.RemoveLock;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.tree.TreeException;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;

/**
 * A change of the configuration files, in little-endian byte order.
 *
 * <pre>
 *   0      4
 *   +------+------------------------------------------
 *   | kind | the change, as nodes of a cluster tell it
 *   +------+------------------------------------------
 * </pre>
 *
 * <p>The kinds are those of {@link ChangeKind}, and 256 for a {@link PutFile}, which is laid out as
 * a write. A {@link RemoveLock} has the kind 258, and is laid out as a deletion. A file for a
 * certain version has the kind 257, and the version before the write:
 *
 * <pre>
 *   0      4         12
 *   +------+---------+------------------------------------------
 *   | 257  | version | the write, as nodes of a cluster tell it
 *   +------+---------+------------------------------------------
 * </pre>
 */
final class ChangeRequestDescriptor {

  private static final int BODY = 4;
  private static final int PUT = 256;
  private static final int PUT_OF_VERSION = 257;
  private static final int REMOVE_LOCK = 258;
  private static final int WRITE_OF_VERSION = 12;

  private ChangeRequestDescriptor() {}

  /**
   * @param change a primitive one, a {@link PutFile} or a {@link RemoveLock}
   */
  static Buffer encode(Change change) {
    if (change instanceof PutFile put) {
      var write = new WriteFile(put.path(), 0, put.data(), true);
      return put.expected().isEmpty()
          ? encode(PUT, write)
          : Buffer.buffer()
              .appendIntLE(PUT_OF_VERSION)
              .appendLongLE(put.expected().getAsLong())
              .appendBytes(ChangeDescriptor.encode(write));
    } else if (change instanceof RemoveLock lock) {
      return encode(REMOVE_LOCK, new DeleteEntry(lock.path()));
    } else if (change instanceof PrimitiveChange primitive) {
      return encode(ChangeKind.of(primitive).number(), primitive);
    }
    throw new IllegalArgumentException("no request has a change of " + change.paths());
  }

  private static Buffer encode(int kind, PrimitiveChange change) {
    return Buffer.buffer().appendIntLE(kind).appendBytes(ChangeDescriptor.encode(change));
  }

  /**
   * @throws TreeException EINVAL if the change lacks a path, or one has a NUL
   * @throws IllegalArgumentException if the payload is not as above
   */
  static Change decode(Buffer payload) throws TreeException {
    if (payload.length() < BODY) {
      throw new IllegalArgumentException("a change of " + payload.length() + " bytes");
    }
    int kind = payload.getIntLE(0);
    if (kind == PUT_OF_VERSION) {
      return decodeOfVersion(payload);
    }
    byte[] body = payload.getBytes(BODY, payload.length());
    if (kind == REMOVE_LOCK) {
      return new RemoveLock(
          ((DeleteEntry) ChangeDescriptor.decodeOfClient(ChangeKind.DELETE, body)).path());
    }
    if (kind == PUT) {
      WriteFile whole = (WriteFile) ChangeDescriptor.decodeOfClient(ChangeKind.WRITE, body);
      return new PutFile(whole.path(), whole.data());
    }
    return ChangeDescriptor.decodeOfClient(
        ChangeKind.of(kind)
            .orElseThrow(() -> new IllegalArgumentException("a change of kind " + kind)),
        body);
  }

  private static Change decodeOfVersion(Buffer payload) throws TreeException {
    if (payload.length() < WRITE_OF_VERSION) {
      throw new IllegalArgumentException("a change of " + payload.length() + " bytes");
    }
    byte[] body = payload.getBytes(WRITE_OF_VERSION, payload.length());
    WriteFile whole = (WriteFile) ChangeDescriptor.decodeOfClient(ChangeKind.WRITE, body);
    return new PutFile(whole.path(), whole.data(), OptionalLong.of(payload.getLongLE(BODY)));
  }
}
