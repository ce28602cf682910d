package dev.qbipc.corosync.fake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A response or an event as corosync sends it: its bytes from the header on.
 *
 * @param bytes the whole message
 */
public record WireMessage(byte[] bytes) {

  private static final int HEADER_SIZE = 24;
  private static final int ID_OFFSET = 0;
  private static final int SIZE_OFFSET = 8;
  private static final int ERROR_OFFSET = 16;

  /** A message of a size, all zeros behind the header. */
  public static WireMessage of(int id, int error, int size) {
    var message = new WireMessage(new byte[size]);
    return message.u32(ID_OFFSET, id).u32(SIZE_OFFSET, size).u32(ERROR_OFFSET, error);
  }

  /** A header alone. */
  public static WireMessage header(int id, int error) {
    return of(id, error, HEADER_SIZE);
  }

  /** Sets four bytes. */
  public WireMessage u32(int offset, int value) {
    buffer().putInt(offset, value);
    return this;
  }

  /** Sets eight bytes. */
  public WireMessage u64(int offset, long value) {
    buffer().putLong(offset, value);
    return this;
  }

  /** Sets bytes. */
  public WireMessage put(int offset, byte... value) {
    System.arraycopy(value, 0, bytes, offset, value.length);
    return this;
  }

  int id() {
    return buffer().getInt(ID_OFFSET);
  }

  int error() {
    return buffer().getInt(ERROR_OFFSET);
  }

  byte[] payload() {
    return Arrays.copyOfRange(bytes, HEADER_SIZE, bytes.length);
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
