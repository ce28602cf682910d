package dev.pmxcfs.server.call;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes requests (pmxcfs-operations section 4), as the Perl clients of pmxcfs do. Integers are
 * little-endian; {@code Z} stands for a text with its NUL.
 */
final class Payloads {

  /** Bytes of a key or a node name, its NULs included. */
  private static final int NAME_FIELD = 256;

  /** The most that a one-byte length or count can say. */
  private static final int MAX_U8 = 255;

  private static final long MAX_U32 = 0xFFFF_FFFFL;

  private static final int RESERVED_WORDS = 3;

  private static final List<String> PRIORITIES =
      List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");

  private Payloads() {}

  static Buffer empty(List<String> none) {
    return Buffer.buffer();
  }

  /**
   *
   *
   * <pre>
   * 0         256
   * | key     | value Z |      no value removes the key
   * </pre>
   */
  static Buffer setStatus(List<String> arguments) {
    Buffer payload = nameField("KEY", arguments.get(0));
    return arguments.size() > 1 ? payload.appendBuffer(text(arguments.get(1))) : payload;
  }

  /**
   *
   *
   * <pre>
   * 0         256       512
   * | key     | node    |      no node is the server's own
   * </pre>
   */
  static Buffer getStatus(List<String> arguments) {
    String node = arguments.size() > 1 ? arguments.get(1) : "";
    return nameField("KEY", arguments.get(0)).appendBuffer(nameField("NODE", node));
  }

  /**
   *
   *
   * <pre>
   * 0
   * | path Z |
   * </pre>
   */
  static Buffer getConfig(List<String> arguments) {
    return text(arguments.get(0));
  }

  /**
   *
   *
   * <pre>
   * 0          1           2         3
   * | priority | ident len | tag len | ident Z | tag Z | message Z |     lengths count the NUL
   * </pre>
   */
  static Buffer logClusterMessage(List<String> arguments) {
    Buffer ident = text(arguments.get(1));
    Buffer tag = text(arguments.get(2));
    return Buffer.buffer()
        .appendByte(priority(arguments.get(0)))
        .appendByte(u8("IDENT's length", ident.length()))
        .appendByte(u8("TAG's length", tag.length()))
        .appendBuffer(ident)
        .appendBuffer(tag)
        .appendBuffer(text(arguments.get(3)));
  }

  /**
   *
   *
   * <pre>
   * 0     4              16
   * | max | reserved (0) | user Z |      max 0 is the server's default; no user means all
   * </pre>
   */
  static Buffer getClusterLog(List<String> arguments) {
    Buffer payload = Buffer.buffer();
    appendU32(payload, "MAX", arguments.isEmpty() ? "0" : arguments.get(0));
    for (int i = 0; i < RESERVED_WORDS; i++) {
      payload.appendIntLE(0);
    }
    return payload.appendBuffer(text(arguments.size() > 1 ? arguments.get(1) : ""));
  }

  /**
   *
   *
   * <pre>
   * 0      4
   * | vmid | property Z |      vmid 0 means all guests
   * </pre>
   */
  static Buffer getGuestConfigProperty(List<String> arguments) {
    Buffer payload = Buffer.buffer();
    appendU32(payload, "VMID", arguments.get(0));
    return payload.appendBuffer(text(arguments.get(1)));
  }

  /**
   *
   *
   * <pre>
   * 0
   * | token id, blank, secret Z |
   * </pre>
   */
  static Buffer verifyToken(List<String> arguments) {
    return text(arguments.get(0) + " " + arguments.get(1));
  }

  /**
   *
   *
   * <pre>
   * 0      4       5
   * | vmid | count | property Z | property Z | ...      vmid 0 means all guests
   * </pre>
   */
  static Buffer getGuestConfigProperties(List<String> arguments) {
    List<String> properties = arguments.subList(1, arguments.size());
    Buffer payload = Buffer.buffer();
    appendU32(payload, "VMID", arguments.get(0));
    payload.appendByte(u8("the number of PROPERTY", properties.size()));
    properties.forEach(property -> payload.appendBuffer(text(property)));
    return payload;
  }

  private static Buffer text(String text) {
    return Buffer.buffer(text.getBytes(StandardCharsets.UTF_8)).appendByte((byte) 0);
  }

  private static Buffer nameField(String what, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= NAME_FIELD) {
      throw new IllegalArgumentException(
          what + " has " + bytes.length + " bytes, more than " + (NAME_FIELD - 1));
    }
    return Buffer.buffer(Arrays.copyOf(bytes, NAME_FIELD));
  }

  private static byte priority(String nameOrNumber) {
    int level = PRIORITIES.indexOf(nameOrNumber);
    return u8("PRIORITY", level >= 0 ? level : number("PRIORITY", nameOrNumber));
  }

  private static byte u8(String what, long value) {
    return (byte) inRange(what, value, MAX_U8);
  }

  private static void appendU32(Buffer payload, String what, String value) {
    payload.appendUnsignedIntLE(inRange(what, number(what, value), MAX_U32));
  }

  private static long number(String what, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + " is not a number: " + value, e);
    }
  }

  private static long inRange(String what, long value, long most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(what + " is not between 0 and " + most + ": " + value);
    }
    return value;
  }
}
