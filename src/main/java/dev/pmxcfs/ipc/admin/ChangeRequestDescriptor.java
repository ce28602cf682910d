package dev.pmxcfs.ipc.admin;

import dev.pmxcfs.state.change.Change;
import dev.pmxcfs.state.change.ChangeDescriptor;
import dev.pmxcfs.state.change.ChangeKind;
import dev.pmxcfs.state.change.PrimitiveChange;
import dev.pmxcfs.state.change.PutFile;
import dev.pmxcfs.state.change.WriteFile;
import dev.pmxcfs.state.tree.TreeException;
import io.vertx.core.buffer.Buffer;

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
 * a write.
 */
final class ChangeRequestDescriptor {

  private static final int BODY = 4;
  private static final int PUT = 256;

  private ChangeRequestDescriptor() {}

  /**
   * @param change a primitive one or a {@link PutFile}
   */
  static Buffer encode(Change change) {
    if (change instanceof PutFile put) {
      return encode(PUT, new WriteFile(put.path(), 0, put.data(), true));
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
    byte[] body = payload.getBytes(BODY, payload.length());
    if (kind == PUT) {
      WriteFile whole = (WriteFile) ChangeDescriptor.decodeOfClient(ChangeKind.WRITE, body);
      return new PutFile(whole.path(), whole.data());
    }
    return ChangeDescriptor.decodeOfClient(
        ChangeKind.of(kind)
            .orElseThrow(() -> new IllegalArgumentException("a change of kind " + kind)),
        body);
  }
}
