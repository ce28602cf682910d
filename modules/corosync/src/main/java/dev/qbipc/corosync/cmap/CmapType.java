package dev.qbipc.corosync.cmap;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The types of values, by the names that corosync-cmapctl has for them (corosync, section 5). */
public enum CmapType {
  /** A signed number of 8 bits. */
  I8(1, "i8"),
  /** An unsigned number of 8 bits. */
  U8(2, "u8"),
  /** A signed number of 16 bits. */
  I16(3, "i16"),
  /** An unsigned number of 16 bits. */
  U16(4, "u16"),
  /** A signed number of 32 bits. */
  I32(5, "i32"),
  /** An unsigned number of 32 bits. */
  U32(6, "u32"),
  /** A signed number of 64 bits. */
  I64(7, "i64"),
  /** An unsigned number of 64 bits. */
  U64(8, "u64"),
  /** IEEE 754, 32 bits. */
  FLOAT(9, "flt"),
  /** IEEE 754, 64 bits. */
  DOUBLE(10, "dbl"),
  /** A text. */
  STRING(11, "str"),
  /** Bytes. */
  BINARY(12, "bin");

  private static final Map<Integer, CmapType> BY_NUMBER =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(CmapType::number, Function.identity()));

  private final int number;
  private final String text;

  CmapType(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /** {@return the number on the wire} */
  public int number() {
    return number;
  }

  /**
   * {@return the type with a number, if corosync has one}
   *
   * @param number the number
   */
  public static Optional<CmapType> of(int number) {
    return Optional.ofNullable(BY_NUMBER.get(number));
  }

  /**
   * {@return the type with a name, as in {@code u32}, if corosync has one}
   *
   * @param text the text
   */
  public static Optional<CmapType> of(String text) {
    return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
  }

  /** {@return the name in corosync's own tools, as in {@code u32}} */
  public String text() {
    return text;
  }

  /**
   * {@return whether this is one of the eight types of whole numbers, which alone can be stepped}
   */
  public boolean isInteger() {
    return number <= U64.number;
  }

  /** The smallest number of a type of whole numbers. */
  BigInteger min() {
    return isSigned() ? BigInteger.ONE.shiftLeft(bits() - 1).negate() : BigInteger.ZERO;
  }

  /** The largest number of a type of whole numbers. */
  BigInteger max() {
    return BigInteger.ONE.shiftLeft(isSigned() ? bits() - 1 : bits()).subtract(BigInteger.ONE);
  }

  private boolean isSigned() {
    return number % 2 == 1;
  }

  private int bits() {
    return Byte.SIZE << (number - 1) / 2;
  }
}
