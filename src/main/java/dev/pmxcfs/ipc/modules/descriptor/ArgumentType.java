package dev.pmxcfs.ipc.modules.descriptor;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** How an argument stands in a request. Integers are little-endian. */
enum ArgumentType {
  /** A byte. */
  U8 {
    @Override
    Buffer encode(String what, String value) {
      return u8(what, number(what, value));
    }
  },
  /** Four bytes. */
  U32 {
    @Override
    Buffer encode(String what, String value) {
      return Buffer.buffer().appendUnsignedIntLE(inRange(what, number(what, value), MAX_U32));
    }
  },
  /** UTF-8 with a NUL at the end. */
  TEXT {
    @Override
    Buffer encode(String what, String value) {
      return CHARACTERS.encode(what, value).appendByte((byte) 0);
    }
  },
  /** UTF-8 with nothing at the end. */
  CHARACTERS {
    @Override
    Buffer encode(String what, String value) {
      return Buffer.buffer(value.getBytes(StandardCharsets.UTF_8));
    }
  },
  /** UTF-8 in 256 bytes, of which one at least is a NUL behind it. */
  NAME {
    @Override
    Buffer encode(String what, String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      if (bytes.length >= NAME_SIZE) {
        throw new IllegalArgumentException(
            what + " has " + bytes.length + " bytes, more than " + (NAME_SIZE - 1));
      }
      return Buffer.buffer(Arrays.copyOf(bytes, NAME_SIZE));
    }
  };

  private static final int NAME_SIZE = 256;
  private static final int MAX_U8 = 0xFF;
  private static final long MAX_U32 = 0xFFFF_FFFFL;

  /**
   * An argument's bytes.
   *
   * @param what the argument's name
   * @throws IllegalArgumentException if the type cannot hold the value
   */
  abstract Buffer encode(String what, String value);

  /** The type of a name in a descriptor. */
  static ArgumentType named(String where, String name) {
    return Arrays.stream(values())
        .filter(type -> type.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(where + " is no type: " + name));
  }

  /** A number as a byte. */
  static Buffer u8(String what, long value) {
    return Buffer.buffer().appendByte((byte) inRange(what, value, MAX_U8));
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
