package dev.qbipc.corosync.cmap.impl.wire;

import dev.qbipc.corosync.cmap.CmapKey;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.Outgoing;

/**
 * ITER_INIT, _NEXT and _FINALIZE, which list keys one by one (corosync, section 5).
 *
 * <pre>
 *   init, 280 bytes                     its answer, 32 bytes
 *   0  header                            0  header
 *  16  a prefix, as a key               24  handle, u64
 *
 *   next and finalize, 24 bytes         the answer of next, 304 bytes; error 27 at the end
 *   0  header                            0  header
 *  16  handle, u64                      24  the {@linkplain KeyField key}
 *                                      288  length of its value, u64
 *                                      296  its type, u8; 7 bytes of padding
 * </pre>
 */
public final class Iteration {

  private static final int INIT_ID = 4;
  private static final int NEXT_ID = 5;
  private static final int FINALIZE_ID = 6;

  private static final int PREFIX = 16;
  private static final int INIT_SIZE = PREFIX + KeyField.SIZE;

  private static final int HANDLE = 16;
  private static final int HANDLE_SIZE = 24;

  private static final int ANSWERED_HANDLE = 24;
  private static final int KEY = 24;
  private static final int LENGTH = 288;
  private static final int TYPE = 296;

  private Iteration() {}

  /**
   * Begins a list.
   *
   * @param prefix empty for all keys
   */
  public static Outgoing init(KeyField prefix) {
    var request = new Outgoing(INIT_ID, INIT_SIZE);
    prefix.put(request, PREFIX);
    return request;
  }

  /** What stands for the list from now on, until it is finalized. */
  public static long handle(Incoming answer) {
    return answer.u64(ANSWERED_HANDLE);
  }

  /** Asks for the next key. */
  public static Outgoing next(long handle) {
    return new Outgoing(NEXT_ID, HANDLE_SIZE).u64(HANDLE, handle);
  }

  /** A key. */
  public static CmapKey key(Incoming answer) {
    long length = answer.u64(LENGTH);
    if (length < 0) {
      throw answer.malformed("claims a value of " + Long.toUnsignedString(length) + " bytes");
    }
    return new CmapKey(
        KeyField.read(answer, KEY), ValueField.type(answer, answer.u8(TYPE)), length);
  }

  /** Ends a list, so that corosync can forget it. */
  public static Outgoing finalize(long handle) {
    return new Outgoing(FINALIZE_ID, HANDLE_SIZE).u64(HANDLE, handle);
  }
}
