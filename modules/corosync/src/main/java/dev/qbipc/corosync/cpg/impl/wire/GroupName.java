package dev.qbipc.corosync.cpg.impl.wire;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.Outgoing;
import java.nio.charset.StandardCharsets;

/**
 * The name of a group, 136 bytes (corosync, section 2):
 *
 * <pre>
 * 0  length, u32; 4 bytes of padding
 * 8  the name, 128 bytes, zeros behind it
 * </pre>
 */
public final class GroupName {

  /** Bytes of the field. */
  public static final int SIZE = 136;

  private static final int LENGTH = 0;
  private static final int VALUE = 8;
  private static final int MAX_LENGTH = 128;

  private final String text;
  private final byte[] bytes;

  /**
   * @throws CorosyncException with NAME_TOO_LONG for more than 128 bytes; with INVALID_PARAM for an
   *     empty name, whose departures corosync does not announce, and one with a zero byte inside,
   *     which it mistakes for others in places
   */
  public GroupName(String text) {
    this.text = text;
    bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_LENGTH) {
      throw new CorosyncException(
          CorosyncError.NAME_TOO_LONG,
          "a group's name has at most " + MAX_LENGTH + " bytes, not " + bytes.length);
    }
    if (bytes.length == 0 || hasZeroInside(text)) {
      throw new CorosyncException(
          CorosyncError.INVALID_PARAM, "a group's name is neither empty nor has zero bytes inside");
    }
  }

  /** A zero byte at the end is part of the name for programs in C that count it in. */
  private static boolean hasZeroInside(String text) {
    int zero = text.indexOf('\0');
    return zero >= 0 && (zero == 0 || zero < text.length() - 1);
  }

  void put(Outgoing message, int at) {
    message.u32(at + LENGTH, bytes.length).bytes(at + VALUE, bytes);
  }

  /** Reads a name, of whatever bytes it is. */
  static String read(Incoming message, int at) {
    int length = Math.min(message.count(at + LENGTH, at + VALUE, 1), MAX_LENGTH);
    return message.bytes(at + VALUE, length).toString(StandardCharsets.UTF_8);
  }

  /** The name itself. */
  @Override
  public String toString() {
    return text;
  }
}
