package dev.qbipc.corosync.cmap.impl.wire;

import dev.qbipc.corosync.cmap.CmapChange;
import dev.qbipc.corosync.cmap.CmapValue;
import dev.qbipc.corosync.impl.transport.Incoming;
import java.util.Optional;

/**
 * NOTIFY, a change of a tracked key (corosync, section 5):
 *
 * <pre>
 *   0  header
 *  24  the client's number of the tracking, u64
 *  32  the {@linkplain KeyField key}
 * 296  what has happened, s32: {@link CmapChange.Kind#number()}; 4 bytes of padding
 * 304  type of the new value, u8, 0 if there is none; 7 bytes of padding
 * 312  type of the old value, u8, 0 if there was none; 7 bytes of padding
 * 320  n, length of the new value, u64
 * 328  length of the old value, u64
 * 336  the new {@linkplain ValueField value}, n bytes
 *   +  the old value
 * </pre>
 */
public final class NotifyEvent {

  /** The event's id. */
  public static final int ID = 9;

  private static final int NUMBER = 24;
  private static final int KEY = 32;
  private static final int KIND = 296;
  private static final int NEW_TYPE = 304;
  private static final int OLD_TYPE = 312;
  private static final int NEW_LENGTH = 320;
  private static final int OLD_LENGTH = 328;
  private static final int VALUES = 336;

  private static final int NONE = 0;

  private NotifyEvent() {}

  /** The number that the tracking was begun with. */
  public static long number(Incoming event) {
    return event.u64(NUMBER);
  }

  /** The change. */
  public static CmapChange change(Incoming event) {
    int newLength = event.byteCount(NEW_LENGTH, VALUES);
    int old = VALUES + newLength;
    int oldLength = event.byteCount(OLD_LENGTH, old);
    CmapChange.Kind kind =
        CmapChange.Kind.of(event.u32(KIND))
            .orElseThrow(() -> event.malformed("tells of " + event.u32(KIND)));
    return new CmapChange(
        kind,
        KeyField.read(event, KEY),
        value(event, event.u8(OLD_TYPE), old, oldLength),
        value(event, event.u8(NEW_TYPE), VALUES, newLength));
  }

  private static Optional<CmapValue> value(Incoming event, int type, int at, int length) {
    return type == NONE
        ? Optional.empty()
        : Optional.of(ValueField.read(event, ValueField.type(event, type), at, length));
  }
}
