package dev.qbipc.corosync.cmap.impl.wire;

import dev.qbipc.corosync.cmap.CmapBinary;
import dev.qbipc.corosync.cmap.CmapDouble;
import dev.qbipc.corosync.cmap.CmapFloat;
import dev.qbipc.corosync.cmap.CmapInteger;
import dev.qbipc.corosync.cmap.CmapString;
import dev.qbipc.corosync.cmap.CmapType;
import dev.qbipc.corosync.cmap.CmapValue;
import dev.qbipc.corosync.impl.transport.Incoming;
import io.vertx.core.buffer.Buffer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a value (corosync, section 5): numbers in the order of the machine, which is
 * little-endian; strings with a zero at their end in what corosync sends, and without it in what it
 * is sent.
 */
final class ValueField {

  private static final int ANY = -1;

  private ValueField() {}

  /** The bytes of a value that is to be set. */
  static Buffer bytes(CmapValue value) {
    if (value instanceof CmapInteger number) {
      Buffer all = Buffer.buffer().appendLongLE(number.value().longValue());
      return all.slice(0, size(number.type()));
    } else if (value instanceof CmapFloat number) {
      return Buffer.buffer().appendIntLE(Float.floatToRawIntBits(number.value()));
    } else if (value instanceof CmapDouble number) {
      return Buffer.buffer().appendLongLE(Double.doubleToRawLongBits(number.value()));
    } else if (value instanceof CmapString string) {
      return Buffer.buffer(string.text().getBytes(StandardCharsets.UTF_8));
    }
    return ((CmapBinary) value).bytes();
  }

  /** The type with a number that corosync has sent. */
  static CmapType type(Incoming message, int number) {
    return CmapType.of(number)
        .orElseThrow(() -> message.malformed("has a value of type " + number));
  }

  /** Reads a value whose bytes lie within the message. */
  static CmapValue read(Incoming message, CmapType type, int at, int length) {
    int size = size(type);
    if (size != ANY && size != length) {
      throw message.malformed("has a value of type " + type.text() + " and " + length + " bytes");
    }
    Buffer bytes = message.bytes(at, length);
    return switch (type) {
      case I8 -> CmapValue.i8(bytes.getByte(0));
      case U8 -> CmapValue.u8(bytes.getUnsignedByte(0));
      case I16 -> CmapValue.i16(bytes.getShortLE(0));
      case U16 -> CmapValue.u16(bytes.getUnsignedShortLE(0));
      case I32 -> CmapValue.i32(bytes.getIntLE(0));
      case U32 -> CmapValue.u32(bytes.getUnsignedIntLE(0));
      case I64 -> CmapValue.i64(bytes.getLongLE(0));
      case U64 -> CmapValue.u64(new BigInteger(Long.toUnsignedString(bytes.getLongLE(0))));
      case FLOAT -> CmapValue.float32(Float.intBitsToFloat(bytes.getIntLE(0)));
      case DOUBLE -> CmapValue.float64(Double.longBitsToDouble(bytes.getLongLE(0)));
      case STRING -> CmapValue.string(text(bytes));
      case BINARY -> CmapValue.binary(bytes);
    };
  }

  private static String text(Buffer bytes) {
    int end = 0;
    while (end < bytes.length() && bytes.getByte(end) != 0) {
      end++;
    }
    return bytes.getString(0, end, StandardCharsets.UTF_8.name());
  }

  private static int size(CmapType type) {
    return switch (type) {
      case I8, U8 -> Byte.BYTES;
      case I16, U16 -> Short.BYTES;
      case I32, U32 -> Integer.BYTES;
      case I64, U64 -> Long.BYTES;
      case FLOAT -> Float.BYTES;
      case DOUBLE -> Double.BYTES;
      case STRING, BINARY -> ANY;
    };
  }
}
