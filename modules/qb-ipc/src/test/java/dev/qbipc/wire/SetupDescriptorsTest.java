package dev.qbipc.wire;

import static org.junit.Assert.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.Test;

/** The two messages of the handshake, whose structures libqb keeps to itself (1.3 and 1.4). */
public class SetupDescriptorsTest {

  @Test
  public void requestHasTheFieldsOf13() {
    byte[] request = SetupRequestDescriptor.encode(0x01020304);
    assertEquals(24, request.length);
    assertEquals(-1, intAt(request, 0));
    assertEquals(0, intAt(request, 4));
    assertEquals(24, intAt(request, 8));
    assertEquals(0, intAt(request, 12));
    assertEquals(0x01020304, intAt(request, 16));
    assertEquals(0, intAt(request, 20));
    assertEquals(-1, SetupRequestDescriptor.id(request));
  }

  @Test
  public void requestedSizeIsUnsigned() {
    byte[] request = SetupRequestDescriptor.encode(-1);
    assertEquals(0xFFFF_FFFFL, SetupRequestDescriptor.maxMessageSize(request));
  }

  @Test
  public void answerHasTheFieldsOf14() {
    byte[] answer = SetupResponseDescriptor.grant(12345, "/request", "/response", "/event");
    assertEquals(12328, answer.length);
    assertEquals(0xFFFF_FFFFL, longAt(answer, 0));
    assertEquals(12328, longAt(answer, 8));
    assertEquals(0, longAt(answer, 16));
    assertEquals("shared memory", 1, intAt(answer, 24));
    assertEquals(12345, intAt(answer, 28));
    assertEquals("no address leaks", 0, longAt(answer, 32));
    assertEquals("/request", textAt(answer, 40));
    assertEquals("/response", textAt(answer, 4136));
    assertEquals("/event", textAt(answer, 8232));
  }

  @Test
  public void answerIsReadAsItWasWritten() {
    byte[] answer = SetupResponseDescriptor.grant(12345, "/request", "/response", "/event");
    assertEquals(0, SetupResponseDescriptor.error(answer));
    assertEquals(SetupResponseDescriptor.TYPE_SHM, SetupResponseDescriptor.type(answer));
    assertEquals(12345, SetupResponseDescriptor.maxMessageSize(answer));
    assertEquals("/request", SetupResponseDescriptor.requestPath(answer));
    assertEquals("/response", SetupResponseDescriptor.responsePath(answer));
    assertEquals("/event", SetupResponseDescriptor.eventPath(answer));
  }

  @Test
  public void refusalCarriesTheNegatedErrnoAndNothingElse() {
    byte[] answer = SetupResponseDescriptor.refuse(13);
    assertEquals(12328, answer.length);
    assertEquals(12328, intAt(answer, 8));
    assertEquals(-13, intAt(answer, 16));
    assertEquals(-13, SetupResponseDescriptor.error(answer));
    for (int i = 24; i < answer.length; i++) {
      assertEquals("byte " + i, 0, answer[i]);
    }
  }

  private static int intAt(byte[] message, int offset) {
    return ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).getInt(offset);
  }

  private static long longAt(byte[] message, int offset) {
    return ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).getLong(offset);
  }

  private static String textAt(byte[] message, int offset) {
    int end = offset;
    while (message[end] != 0) {
      end++;
    }
    return new String(message, offset, end - offset, StandardCharsets.UTF_8);
  }
}
