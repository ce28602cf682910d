package dev.qbipc.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The headers of requests, and of responses and events (protocol, section 6; libqb {@code
 * qbipc_common.h}).
 *
 * <pre>
 *    0       4       8       12      16      20      24
 *   +-------+-------+-------+-------+
 *   | id    |       | size  |       |                      request, payload from 16
 *   +-------+-------+-------+-------+-------+-------+
 *   | id    |       | size  |       | error |       |      response or event, payload from 24
 *   +-------+-------+-------+-------+-------+-------+
 * </pre>
 *
 * <p>The size counts header and payload. The gaps are undefined: ignored when read, written as 0.
 */
public final class MessageDescriptor {

  /** The length of a request's header in bytes, and the offset of its payload. */
  public static final int REQUEST_HEADER_SIZE = 16;

  /** The length of a response's or event's header in bytes, and the offset of its payload. */
  public static final int RESPONSE_HEADER_SIZE = 24;

  /** The offset of the message id. */
  public static final int ID_OFFSET = 0;

  /** The offset of the size field. */
  public static final int SIZE_OFFSET = 8;

  /** Where the error of a response or an event stands. */
  public static final int ERROR_OFFSET = 16;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private MessageDescriptor() {}

  /** The id in the copy of a message. */
  public static int id(byte[] message) {
    return (int) INT.get(message, ID_OFFSET);
  }

  /** The size field in the copy of a message, in bytes. A peer can put anything there. */
  public static int size(byte[] message) {
    return (int) INT.get(message, SIZE_OFFSET);
  }

  /** The error in the copy of a response or event: 0 or a negated errno. */
  public static int error(byte[] message) {
    return (int) INT.get(message, ERROR_OFFSET);
  }

  /** Writes a request's header to the start of an array. */
  public static void putRequestHeader(byte[] message, int id, int size) {
    INT.set(message, ID_OFFSET, id);
    INT.set(message, SIZE_OFFSET, size);
  }

  /**
   * Writes a request's header into shared memory.
   *
   * @param memory in native byte order
   * @param at where the message begins
   * @param size header and payload, in bytes
   */
  public static void putRequestHeader(ByteBuffer memory, int at, int id, int size) {
    // Eight bytes at a time, as below.
    memory.putLong(at + ID_OFFSET, Integer.toUnsignedLong(id));
    memory.putLong(at + SIZE_OFFSET, Integer.toUnsignedLong(size));
  }

  /**
   * Writes a response's or event's header into shared memory.
   *
   * @param memory in native byte order
   * @param at the offset of the message in bytes
   * @param size the length of header and payload in bytes
   * @param error 0 or a negated errno
   */
  public static void putResponseHeader(ByteBuffer memory, int at, int id, int size, int error) {
    // Eight bytes at a time: the upper half is the gap, which is written as 0.
    memory.putLong(at + ID_OFFSET, Integer.toUnsignedLong(id));
    memory.putLong(at + SIZE_OFFSET, Integer.toUnsignedLong(size));
    memory.putLong(at + ERROR_OFFSET, Integer.toUnsignedLong(error));
  }
}
