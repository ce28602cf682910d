package dev.qbipc.corosync.cmap.impl.wire;

import dev.qbipc.corosync.cmap.CmapValue;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.Outgoing;

/**
 * GET, 288 bytes (corosync, section 5):
 *
 * <pre>
 *   0  header
 *  16  the {@linkplain KeyField key}
 * 280  room for the value, u64
 * </pre>
 *
 * Its answer has all of the room, which corosync sets aside before it looks at the value; 40 bytes
 * on failure:
 *
 * <pre>
 *  0  header; error 7 if the room is too small, unless it is 0
 * 24  length of the value, u64
 * 32  its type, u8; 7 bytes of padding
 * 40  the {@linkplain ValueField value}, and what is left of the room
 * </pre>
 */
public final class ValueGet {

  /** The most room that was answered; with twice as much the answer never comes. */
  public static final int MAX_ROOM = 1_048_520;

  private static final int ID = 2;
  private static final int KEY = 16;
  private static final int ROOM = 280;
  private static final int SIZE = 288;

  private static final int LENGTH = 24;
  private static final int TYPE = 32;
  private static final int VALUE = 40;

  private ValueGet() {}

  /**
   * Asks for a value.
   *
   * @param room in bytes; 0 asks for the length alone
   */
  public static Outgoing request(KeyField key, int room) {
    var request = new Outgoing(ID, SIZE);
    key.put(request, KEY);
    return request.u64(ROOM, room);
  }

  /** How long the value is in the map, in bytes; unsigned. */
  public static long length(Incoming answer) {
    return answer.u64(LENGTH);
  }

  /** The value, if there was room. */
  public static CmapValue value(Incoming answer) {
    int length = answer.byteCount(LENGTH, VALUE);
    return ValueField.read(answer, ValueField.type(answer, answer.u8(TYPE)), VALUE, length);
  }
}
