package dev.qbipc.corosync.cmap.impl.wire;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.cmap.Cmap;
import dev.qbipc.corosync.cmap.CmapValue;
import dev.qbipc.corosync.impl.transport.Outgoing;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * SET, 296 bytes and the value; the answer is a header (corosync, section 5):
 *
 * <pre>
 *   0  header
 *  16  the {@linkplain KeyField key}
 * 280  length of the value, u64
 * 288  its type, u8; 7 bytes of padding
 * 296  the {@linkplain ValueField value}
 * </pre>
 */
public final class SetRequest {

  private static final int ID = 0;
  private static final int KEY = 16;
  private static final int LENGTH = 280;
  private static final int TYPE = 288;
  private static final int SIZE = 296;

  private SetRequest() {}

  /**
   * Sets a key.
   *
   * @throws CorosyncException with TOO_BIG for a value that is too long, in place of corosync's
   *     INVALID_PARAM, which may be anything
   */
  public static Outgoing of(KeyField key, CmapValue value) {
    Buffer bytes = ValueField.bytes(value);
    if (bytes.length() > Cmap.MAX_VALUE_SIZE) {
      throw new CorosyncException(
          CorosyncError.TOO_BIG,
          "setting key "
              + key
              + " to "
              + bytes.length()
              + " bytes, of at most "
              + Cmap.MAX_VALUE_SIZE);
    }
    var request = new Outgoing(ID, SIZE);
    key.put(request, KEY);
    return request
        .u64(LENGTH, bytes.length())
        .u8(TYPE, value.type().number())
        .append(List.of(bytes));
  }
}
