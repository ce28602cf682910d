package dev.qbipc.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.Test;

/** The addresses of a service's socket, abstract and in the file system (protocol, section 1.1). */
public class SocketAddressDescriptorTest {

  private static final short AF_UNIX = 1;

  /** An address of a size with a text at an offset. */
  private static byte[] address(int size, int offset, String text) {
    ByteBuffer address = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    address.putShort(0, AF_UNIX).put(offset, text.getBytes(UTF_8));
    return address.array();
  }

  @Test
  public void anAbstractAddressIsANulAndTheNameFilledUpWithNuls() {
    assertArrayEquals(address(110, 3, "pve2"), SocketAddressDescriptor.abstractAddress("pve2"));
  }

  @Test
  public void anAbstractNameEndsWithItsByte106() {
    String longest = "n".repeat(106);
    byte[] expected = address(110, 3, longest);
    assertArrayEquals(expected, SocketAddressDescriptor.abstractAddress(longest));
    assertArrayEquals(expected, SocketAddressDescriptor.abstractAddress(longest + "x"));
  }

  @Test
  public void anAddressInTheFileSystemIsAsLongAsItsPath() {
    byte[] address = SocketAddressDescriptor.fileAddress("/run/pve2");
    assertArrayEquals(address(11, 2, "/run/pve2"), address);
    assertEquals("/run/pve2", SocketAddressDescriptor.path(address));
  }

  @Test
  public void aPathEndsWithItsByte107() {
    String longest = "/" + "p".repeat(106);
    assertArrayEquals(address(109, 2, longest), SocketAddressDescriptor.fileAddress(longest));
    byte[] cut = SocketAddressDescriptor.fileAddress(longest + "x");
    assertEquals(longest, SocketAddressDescriptor.path(cut));
  }
}
