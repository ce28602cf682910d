package dev.qbipc.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The address of a service's setup socket, a {@code struct sockaddr_un} (protocol, section 1.1;
 * libqb {@code ipc_setup.c}).
 *
 * <pre>
 *    0        2                                                      110
 *   +--------+-------------------------------------------------------+
 *   | family | path                                                  |
 *   +--------+-------------------------------------------------------+
 *   abstract:      0, up to 106 bytes of the name, zeros; all 110 bytes are the address
 *   file system:   the path, up to 107 bytes, without a zero; the address ends with it
 * </pre>
 */
public final class SocketAddressDescriptor {

  /** The length of the structure in bytes, and of every abstract address. */
  public static final int SIZE = 110;

  /** The most bytes of a name that an abstract address holds. */
  public static final int ABSTRACT_NAME_MAX = 106;

  private static final int FAMILY_OFFSET = 0;
  private static final int PATH_OFFSET = 2;
  private static final int ABSTRACT_NAME_OFFSET = PATH_OFFSET + 1;
  private static final int PATH_MAX = 107;
  private static final short AF_UNIX = 1;

  private SocketAddressDescriptor() {}

  /** The abstract address of a service. A name is cut to 106 bytes, as in libqb. */
  public static byte[] abstractAddress(String service) {
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    byte[] address = withFamily(SIZE);
    int length = Math.min(name.length, ABSTRACT_NAME_MAX);
    System.arraycopy(name, 0, address, ABSTRACT_NAME_OFFSET, length);
    return address;
  }

  /** The address of a socket in the file system. A path is cut to 107 bytes, as in libqb. */
  public static byte[] fileAddress(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, PATH_MAX);
    byte[] address = withFamily(PATH_OFFSET + length);
    System.arraycopy(bytes, 0, address, PATH_OFFSET, length);
    return address;
  }

  /** The path in a file-system address. */
  public static String path(byte[] fileAddress) {
    return new String(
        Arrays.copyOfRange(fileAddress, PATH_OFFSET, fileAddress.length), StandardCharsets.UTF_8);
  }

  private static byte[] withFamily(int size) {
    byte[] address = new byte[size];
    ByteBuffer.wrap(address).order(ByteOrder.nativeOrder()).putShort(FAMILY_OFFSET, AF_UNIX);
    return address;
  }
}
