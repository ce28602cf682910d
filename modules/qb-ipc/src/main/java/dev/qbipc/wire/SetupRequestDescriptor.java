package dev.qbipc.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The message by which a client asks for a connection (protocol, section 1.3; libqb {@code
 * ipc_int.h}).
 *
 * <pre>
 *    0        4        8        12       16        20       24
 *   +--------+--------+--------+--------+---------+--------+
 *   | id -1  |        |  24    |        | max_msg |        |
 *   +--------+--------+--------+--------+---------+--------+
 * </pre>
 */
public final class SetupRequestDescriptor {

  /** The length of the message in bytes. */
  public static final int SIZE = 24;

  private static final int ID_OFFSET = 0;
  private static final int SIZE_OFFSET = 8;
  private static final int MAX_MESSAGE_SIZE_OFFSET = 16;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private SetupRequestDescriptor() {}

  /**
   * Encodes the message.
   *
   * @param maxMessageSize the longest message the client wants to exchange, in bytes
   */
  public static byte[] encode(int maxMessageSize) {
    byte[] message = new byte[SIZE];
    INT.set(message, ID_OFFSET, MessageIds.AUTHENTICATE);
    INT.set(message, SIZE_OFFSET, SIZE);
    INT.set(message, MAX_MESSAGE_SIZE_OFFSET, maxMessageSize);
    return message;
  }

  /** The message id. Only {@link MessageIds#AUTHENTICATE} is a connection request. */
  public static int id(byte[] message) {
    return (int) INT.get(message, ID_OFFSET);
  }

  /** The longest message the client wants to exchange, in bytes: unsigned 32 bits. */
  public static long maxMessageSize(byte[] message) {
    return Integer.toUnsignedLong((int) INT.get(message, MAX_MESSAGE_SIZE_OFFSET));
  }
}
