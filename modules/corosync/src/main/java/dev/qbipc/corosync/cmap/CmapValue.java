package dev.qbipc.corosync.cmap;

import io.vertx.core.buffer.Buffer;
import java.math.BigInteger;

/**
 * A value with its type. Corosync keeps the type: a u8 of 1 is another value than a u32 of 1, and
 * equal to none of another type here either.
 *
 * <pre>{@code
 * cmap.set("app.limit", CmapValue.u32(100));
 * cmap.get("app.limit").map(CmapValue::asLong)
 * }</pre>
 */
public sealed interface CmapValue
    permits CmapInteger, CmapFloat, CmapDouble, CmapString, CmapBinary {

  /** {@return the value's type} */
  CmapType type();

  /** The value in words: digits, the text itself, or the bytes in hexadecimal digits. */
  @Override
  String toString();

  /**
   * {@return the whole number that this is}
   *
   * @throws IllegalStateException if it is of another type
   * @throws ArithmeticException if it is a u64 above the largest long, see {@link
   *     CmapInteger#value()}
   */
  default long asLong() {
    if (this instanceof CmapInteger integer) {
      return integer.value().longValueExact();
    }
    throw new IllegalStateException("a value of type " + type().text() + " is no whole number");
  }

  /**
   * {@return the text that this is}
   *
   * @throws IllegalStateException if it is of another type
   */
  default String asText() {
    if (this instanceof CmapString string) {
      return string.text();
    }
    throw new IllegalStateException("a value of type " + type().text() + " is no text");
  }

  /**
   * {@return a whole number}
   *
   * @param type one of whole numbers
   * @param value the value
   * @throws IllegalArgumentException if the type is none of whole numbers, or the number not in its
   *     range; so do those below
   */
  static CmapValue integer(CmapType type, BigInteger value) {
    return new CmapInteger(type, value);
  }

  /**
   * {@return a signed number of 8 bits}
   *
   * @param value the value
   */
  static CmapValue i8(int value) {
    return integer(CmapType.I8, BigInteger.valueOf(value));
  }

  /**
   * {@return an unsigned number of 8 bits}
   *
   * @param value the value
   */
  static CmapValue u8(int value) {
    return integer(CmapType.U8, BigInteger.valueOf(value));
  }

  /**
   * {@return a signed number of 16 bits}
   *
   * @param value the value
   */
  static CmapValue i16(int value) {
    return integer(CmapType.I16, BigInteger.valueOf(value));
  }

  /**
   * {@return an unsigned number of 16 bits}
   *
   * @param value the value
   */
  static CmapValue u16(int value) {
    return integer(CmapType.U16, BigInteger.valueOf(value));
  }

  /**
   * {@return a signed number of 32 bits}
   *
   * @param value the value
   */
  static CmapValue i32(int value) {
    return integer(CmapType.I32, BigInteger.valueOf(value));
  }

  /**
   * {@return an unsigned number of 32 bits}
   *
   * @param value the value
   */
  static CmapValue u32(long value) {
    return integer(CmapType.U32, BigInteger.valueOf(value));
  }

  /**
   * {@return a signed number of 64 bits}
   *
   * @param value the value
   */
  static CmapValue i64(long value) {
    return integer(CmapType.I64, BigInteger.valueOf(value));
  }

  /**
   * {@return an unsigned number of 64 bits that fits a long; larger ones are a {@link BigInteger}}
   *
   * @param value the value
   */
  static CmapValue u64(long value) {
    return u64(BigInteger.valueOf(value));
  }

  /**
   * {@return an unsigned number of 64 bits}
   *
   * @param value the value
   */
  static CmapValue u64(BigInteger value) {
    return integer(CmapType.U64, value);
  }

  /**
   * {@return a floating-point number of 32 bits}
   *
   * @param value the value
   */
  static CmapValue float32(float value) {
    return new CmapFloat(value);
  }

  /**
   * {@return a floating-point number of 64 bits}
   *
   * @param value the value
   */
  static CmapValue float64(double value) {
    return new CmapDouble(value);
  }

  /**
   * {@return a text}
   *
   * @param text the text
   */
  static CmapValue string(String text) {
    return new CmapString(text);
  }

  /**
   * {@return bytes}
   *
   * @param bytes not copied, and not to be changed
   */
  static CmapValue binary(Buffer bytes) {
    return new CmapBinary(bytes);
  }
}
