package dev.qbipc.corosync.cmap.impl.wire;

import dev.qbipc.corosync.impl.transport.Outgoing;

/**
 * ADJUST, 288 bytes; the answer is a header (corosync, section 5):
 *
 * <pre>
 *   0  header
 *  16  the {@linkplain KeyField key}
 * 280  what is added, s32; 4 bytes of padding
 * </pre>
 */
public final class AdjustRequest {

  private static final int ID = 3;
  private static final int KEY = 16;
  private static final int STEP = 280;
  private static final int SIZE = 288;

  private AdjustRequest() {}

  /** Adds to a whole number. */
  public static Outgoing of(KeyField key, int step) {
    var request = new Outgoing(ID, SIZE);
    key.put(request, KEY);
    return request.u32(STEP, step);
  }
}
