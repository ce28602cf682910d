package dev.qbipc.corosync.cmap.impl.wire;

import dev.qbipc.corosync.impl.transport.Outgoing;

/**
 * DELETE, 280 bytes; the answer is a header (corosync, section 5):
 *
 * <pre>
 *  0  header
 * 16  the {@linkplain KeyField key}
 * </pre>
 */
public final class DeleteRequest {

  private static final int ID = 1;
  private static final int KEY = 16;
  private static final int SIZE = KEY + KeyField.SIZE;

  private DeleteRequest() {}

  /** Deletes a key. */
  public static Outgoing of(KeyField key) {
    var request = new Outgoing(ID, SIZE);
    key.put(request, KEY);
    return request;
  }
}
