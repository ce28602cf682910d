package dev.qbipc.wire;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import dev.qbipc.libqb.InstalledHeaders;
import dev.qbipc.libqb.Posix;
import dev.qbipc.linux.Errno;
import dev.qbipc.linux.process.Processes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import org.junit.BeforeClass;
import org.junit.Test;

/** The descriptors against the structures of the installed C headers, where those are public. */
public class InstalledHeadersTest {

  private static InstalledHeaders headers;

  @BeforeClass
  public static void readHeaders() {
    headers = InstalledHeaders.read();
  }

  @Test
  public void requestHeaderIsThatOfQbipcCommon() {
    assertEquals(headers.get("request.id"), MessageDescriptor.ID_OFFSET);
    assertEquals(headers.get("request.size"), MessageDescriptor.SIZE_OFFSET);
    assertEquals(headers.get("request_header.size"), MessageDescriptor.REQUEST_HEADER_SIZE);

    byte[] request = new byte[MessageDescriptor.REQUEST_HEADER_SIZE];
    MessageDescriptor.putRequestHeader(request, 0x01020304, 0x05060708);
    assertEquals(0x01020304, intAt(request, "request.id"));
    assertEquals(0x05060708, intAt(request, "request.size"));
    assertEquals(0x01020304, MessageDescriptor.id(request));
    assertEquals(0x05060708, MessageDescriptor.size(request));
  }

  @Test
  public void responseHeaderIsThatOfQbipcCommon() {
    assertEquals(headers.get("response_header.size"), MessageDescriptor.RESPONSE_HEADER_SIZE);

    int at = 16;
    byte[] memory = new byte[at + MessageDescriptor.RESPONSE_HEADER_SIZE];
    MessageDescriptor.putResponseHeader(inNativeOrder(memory), at, -3, 0x05060708, -110);
    byte[] response = new byte[MessageDescriptor.RESPONSE_HEADER_SIZE];
    System.arraycopy(memory, at, response, 0, response.length);
    assertEquals(-3, intAt(response, "response.id"));
    assertEquals(0x05060708, intAt(response, "response.size"));
    assertEquals(-110, intAt(response, "response.error"));
    assertEquals(-110, MessageDescriptor.error(response));
    assertArrayEquals(new byte[at], Arrays.copyOf(memory, at));
  }

  @Test
  public void responseHeadersGapsAreZero() {
    byte[] response = new byte[MessageDescriptor.RESPONSE_HEADER_SIZE];
    Arrays.fill(response, (byte) 0x55);
    MessageDescriptor.putResponseHeader(inNativeOrder(response), 0, -1, -1, -1);
    for (String field : new String[] {"response.id", "response.size", "response.error"}) {
      int gap = headers.get(field) + Integer.BYTES;
      assertEquals("gap after " + field, 0, inNativeOrder(response).getInt(gap));
    }
  }

  @Test
  public void messageIdsAreThoseOfQbipcCommon() {
    assertEquals(headers.get("id.user_start"), MessageIds.USER_START);
    assertEquals(headers.get("id.authenticate"), MessageIds.AUTHENTICATE);
    assertEquals(headers.get("id.new_event_sock"), MessageIds.NEW_EVENT_SOCKET);
    assertEquals(headers.get("id.disconnect"), MessageIds.DISCONNECT);
  }

  @Test
  public void connectionTypesAreThoseOfQbipcCommon() {
    assertEquals(headers.get("type.shm"), SetupResponseDescriptor.TYPE_SHM);
    assertEquals(headers.get("type.socket"), SetupResponseDescriptor.TYPE_SOCKET);
  }

  @Test
  public void abstractAddressIsAWholeSockaddrUn() {
    byte[] address = SocketAddressDescriptor.abstractAddress("name");
    assertEquals(headers.get("sockaddr_un.size"), SocketAddressDescriptor.SIZE);
    assertEquals(SocketAddressDescriptor.SIZE, address.length);
    assertEquals(headers.get("AF_UNIX"), family(address));

    byte[] expected = new byte[address.length];
    System.arraycopy(address, 0, expected, 0, headers.get("sockaddr_un.sun_path"));
    byte[] name = {'n', 'a', 'm', 'e'};
    System.arraycopy(name, 0, expected, headers.get("sockaddr_un.sun_path") + 1, name.length);
    assertArrayEquals(expected, address);
  }

  @Test
  public void fileAddressEndsWithItsPath() {
    byte[] address = SocketAddressDescriptor.fileAddress("/tmp/name");
    int path = headers.get("sockaddr_un.sun_path");
    assertEquals(path + "/tmp/name".length(), address.length);
    assertEquals(headers.get("AF_UNIX"), family(address));
    assertEquals("/tmp/name", SocketAddressDescriptor.path(address));
  }

  @Test
  public void semaphoreIsThatOfTheCLibrary() {
    int semaphore = RingHeaderDescriptor.SEMAPHORE_VALUE_OFFSET - headers.get("semaphore.value");
    assertEquals(8208, semaphore);
    assertEquals(
        semaphore + headers.get("semaphore.waiters"),
        RingHeaderDescriptor.SEMAPHORE_WAITERS_OFFSET);
    assertEquals(
        semaphore + headers.get("semaphore.shared"), RingHeaderDescriptor.SEMAPHORE_SHARED_OFFSET);
    assertEquals(headers.get("semaphore.shared_value"), RingHeaderDescriptor.SEMAPHORE_SHARED);
    assertEquals(
        semaphore + headers.get("semaphore.size"), RingHeaderDescriptor.FLOW_CONTROL_OFFSET);
  }

  @Test
  public void errorNumbersAreThoseOfTheCLibrary() {
    var numbers = headers.allOf("errno.");
    numbers.forEach((name, number) -> assertEquals(name, Errno.name(number)));
    assertEquals(37, numbers.size());
  }

  @Test
  public void wordsForErrorsAreThoseOfTheCLibrary() {
    headers
        .allOf("errno.")
        .forEach(
            (name, number) -> {
              String words = Posix.strerror(number);
              String small = words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
              assertEquals(small + " (" + name + ")", Errno.text(number));
              assertEquals(Errno.text(number), Errno.text(-number));
            });
    assertEquals("errno 4000", Errno.text(-4000));
  }

  @Test
  public void pageSizeIsTheKernels() {
    assertEquals(headers.get("page"), Processes.pageSize());
  }

  private static int intAt(byte[] message, String field) {
    return inNativeOrder(message).getInt(headers.get(field));
  }

  private static int family(byte[] address) {
    return inNativeOrder(address).getShort(headers.get("sockaddr_un.sun_family"));
  }

  private static ByteBuffer inNativeOrder(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }
}
