package dev.qbipc.libqb;

import com.sun.jna.Pointer;
import dev.qbipc.wire.MessageDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A response or an event as the real libqb delivered it.
 *
 * @param id the message id
 * @param size the header's size field, which libqb does not check
 * @param error 0 or a negated errno
 * @param payload what followed the header, by the number of bytes delivered
 */
public record LibqbMessage(int id, int size, int error, byte[] payload) {

  static LibqbMessage read(Pointer memory, int length) {
    byte[] message = memory.getByteArray(0, length);
    int header = Math.min(length, MessageDescriptor.RESPONSE_HEADER_SIZE);
    return new LibqbMessage(
        MessageDescriptor.id(message),
        MessageDescriptor.size(message),
        MessageDescriptor.error(message),
        Arrays.copyOfRange(message, header, length));
  }

  /** The payload's 32-bit number at an index. */
  public int intAt(int index) {
    return numbers().getInt(index * Integer.BYTES);
  }

  /** The payload's 64-bit number at an index. */
  public long longAt(int index) {
    return numbers().getLong(index * Long.BYTES);
  }

  private ByteBuffer numbers() {
    return ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder());
  }

  /** The first 32-bit number of a request's payload. */
  public static int firstInt(byte[] payload) {
    return ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()).getInt();
  }

  /** A request's payload of 32-bit numbers. */
  public static byte[] ints(int... values) {
    var buffer = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.nativeOrder());
    for (int value : values) {
      buffer.putInt(value);
    }
    return buffer.array();
  }
}
