package dev.qbipc.wire;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.Test;

/** The headers of requests, responses and events, in the machine's byte order. */
public class MessageDescriptorTest {

  private static final int ID = 0x0102_0304;
  private static final int SIZE = 0x1112_1314;
  private static final int ERROR = -13;

  private static ByteBuffer buffer(byte[] message) {
    return ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
  }

  @Test
  public void aRequestHasAnIdAndASize() {
    byte[] request = new byte[MessageDescriptor.REQUEST_HEADER_SIZE];
    MessageDescriptor.putRequestHeader(request, ID, SIZE);
    byte[] expected = new byte[16];
    buffer(expected).putInt(0, ID).putInt(8, SIZE);
    assertArrayEquals(expected, request);
    assertEquals(ID, MessageDescriptor.id(request));
    assertEquals(SIZE, MessageDescriptor.size(request));
  }

  @Test
  public void aResponseHasAnErrorToo() {
    int at = 32;
    byte[] memory = new byte[at + MessageDescriptor.RESPONSE_HEADER_SIZE + 8];
    Arrays.fill(memory, (byte) 0x55);
    MessageDescriptor.putResponseHeader(buffer(memory), at, ID, SIZE, ERROR);
    byte[] expected = new byte[memory.length];
    Arrays.fill(expected, (byte) 0x55);
    ByteBuffer words = buffer(expected);
    words.putLong(at, 0).putLong(at + 8, 0).putLong(at + 16, 0);
    words.putInt(at, ID).putInt(at + 8, SIZE).putInt(at + 16, ERROR);
    assertArrayEquals("gaps are zeros, and all else stays", expected, memory);

    byte[] response = Arrays.copyOfRange(memory, at, at + 24);
    assertEquals(ID, MessageDescriptor.id(response));
    assertEquals(SIZE, MessageDescriptor.size(response));
    assertEquals(ERROR, MessageDescriptor.error(response));
  }
}
