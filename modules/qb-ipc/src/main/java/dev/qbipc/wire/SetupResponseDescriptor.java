package dev.qbipc.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The server's answer to a connection request (protocol, section 1.4; libqb {@code ipc_int.h}),
 * LP64 layout.
 *
 * <pre>
 *    0       8       16      24      28       32          40
 *   +-------+-------+-------+-------+--------+-----------+
 *   | id -1 | 12328 | error | type  | max_msg| opaque    |
 *   +-------+-------+-------+-------+--------+-----------+
 *   40     request path,  4096 bytes, zero-terminated
 *   4136   response path, 4096 bytes
 *   8232   event path,    4096 bytes
 * </pre>
 *
 * <p>The opaque field is libqb's heap pointer, which clients ignore; here it is always 0, so that
 * no address leaks.
 */
public final class SetupResponseDescriptor {

  /** The length of the message in bytes; clients expect all of it from one send. */
  public static final int SIZE = 12328;

  /** The connection type of shared memory. */
  public static final int TYPE_SHM = 1;

  /** The connection type of datagram sockets. */
  public static final int TYPE_SOCKET = 0;

  private static final int ID_OFFSET = 0;
  private static final int SIZE_OFFSET = 8;
  private static final int ERROR_OFFSET = 16;
  private static final int TYPE_OFFSET = 24;
  private static final int MAX_MESSAGE_SIZE_OFFSET = 28;
  private static final int REQUEST_PATH_OFFSET = 40;
  private static final int RESPONSE_PATH_OFFSET = 4136;
  private static final int EVENT_PATH_OFFSET = 8232;
  private static final int PATH_SIZE = 4096;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private SetupResponseDescriptor() {}

  /**
   * Encodes the answer that grants a connection.
   *
   * @param maxMessageSize the longest message granted, in bytes
   * @param request base path of the request ring's two files, without {@code -header} or {@code
   *     -data}
   * @param response base path of the response ring's files
   * @param event base path of the event ring's files
   */
  public static byte[] grant(int maxMessageSize, String request, String response, String event) {
    byte[] message = withHeader(0);
    INT.set(message, TYPE_OFFSET, TYPE_SHM);
    INT.set(message, MAX_MESSAGE_SIZE_OFFSET, maxMessageSize);
    putPath(message, REQUEST_PATH_OFFSET, request);
    putPath(message, RESPONSE_PATH_OFFSET, response);
    putPath(message, EVENT_PATH_OFFSET, event);
    return message;
  }

  /**
   * Encodes the answer that refuses a connection.
   *
   * @param errno the reason, a positive number; it is sent negated
   */
  public static byte[] refuse(int errno) {
    return withHeader(-errno);
  }

  private static byte[] withHeader(int error) {
    byte[] message = new byte[SIZE];
    INT.set(message, ID_OFFSET, MessageIds.AUTHENTICATE);
    INT.set(message, SIZE_OFFSET, SIZE);
    INT.set(message, ERROR_OFFSET, error);
    return message;
  }

  private static void putPath(byte[] message, int offset, String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, message, offset, bytes.length);
  }

  /** 0, or the negated errno of a refusal. */
  public static int error(byte[] message) {
    return (int) INT.get(message, ERROR_OFFSET);
  }

  /** The transport that the server chose, such as {@link #TYPE_SHM}. */
  public static int type(byte[] message) {
    return (int) INT.get(message, TYPE_OFFSET);
  }

  /** The longest message granted, in bytes: unsigned 32 bits. */
  public static long maxMessageSize(byte[] message) {
    return Integer.toUnsignedLong((int) INT.get(message, MAX_MESSAGE_SIZE_OFFSET));
  }

  /** Base path of the request ring's files, absolute, or relative from servers up to 1.0.3. */
  public static String requestPath(byte[] message) {
    return path(message, REQUEST_PATH_OFFSET);
  }

  /** Base path of the response ring's files. */
  public static String responsePath(byte[] message) {
    return path(message, RESPONSE_PATH_OFFSET);
  }

  /** Base path of the event ring's files. */
  public static String eventPath(byte[] message) {
    return path(message, EVENT_PATH_OFFSET);
  }

  private static String path(byte[] message, int offset) {
    int length = 0;
    while (length < PATH_SIZE && message[offset + length] != 0) {
      length++;
    }
    return new String(message, offset, length, StandardCharsets.UTF_8);
  }
}
