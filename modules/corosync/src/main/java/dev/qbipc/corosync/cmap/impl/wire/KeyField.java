package dev.qbipc.corosync.cmap.impl.wire;

import dev.qbipc.corosync.CorosyncError;
import dev.qbipc.corosync.CorosyncException;
import dev.qbipc.corosync.impl.transport.Incoming;
import dev.qbipc.corosync.impl.transport.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A key, or what keys begin with, 264 bytes (corosync, section 5):
 *
 * <pre>
 * 0  length without the final zero, u16; 6 bytes of padding
 * 8  the key, 256 bytes, with a zero at its end
 * </pre>
 *
 * Corosync goes by the zero, and by the length only to see whether there is a key at all.
 */
public final class KeyField {

  /** Bytes of the field. */
  static final int SIZE = 264;

  private static final int LENGTH = 0;
  private static final int VALUE = 8;
  private static final int MAX_LENGTH = 255;

  private static final String CHARACTERS = "[a-zA-Z0-9._/:-]";
  private static final Pattern KEY = Pattern.compile(CHARACTERS + "{3,}");
  private static final Pattern PREFIX = Pattern.compile(CHARACTERS + "*");

  private final String text;
  private final byte[] bytes;

  /**
   * @throws CorosyncException with NAME_TOO_LONG for what the field has no room for, and for a zero
   *     byte, behind which corosync would not see the rest. What else is no key corosync refuses
   *     itself, with the same error
   */
  public KeyField(String text) {
    this.text = text;
    bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_LENGTH || text.indexOf('\0') >= 0) {
      throw new CorosyncException(
          CorosyncError.NAME_TOO_LONG,
          "key " + text + " (" + bytes.length + " bytes, of at most " + MAX_LENGTH + ")");
    }
  }

  /** Whether there can be such a key. Where corosync only compares keys it does not ask that. */
  public boolean isKey() {
    return KEY.matcher(text).matches();
  }

  /** Whether there can be keys that begin so. */
  public boolean isPrefix() {
    return PREFIX.matcher(text).matches();
  }

  void put(Outgoing message, int at) {
    message.u16(at + LENGTH, bytes.length).bytes(at + VALUE, bytes);
  }

  /** Reads a key, which corosync lets have no characters beyond ASCII. */
  static String read(Incoming message, int at) {
    int length = message.u16(at + LENGTH);
    if (length > MAX_LENGTH) {
      throw message.malformed("has a key of " + length + " bytes");
    }
    String key = message.bytes(at + VALUE, length).toString(StandardCharsets.US_ASCII);
    if (key.indexOf('\0') >= 0 || message.u8(at + VALUE + length) != 0) {
      throw message.malformed("has a key that does not end where it says");
    }
    return key;
  }

  /** All keys that begin so, in words. */
  public String keys() {
    return text.isEmpty() ? "all keys" : "keys of " + text;
  }

  /** The key itself. */
  @Override
  public String toString() {
    return text;
  }
}
