package dev.pmxcfs.ipc.metrics;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import org.junit.Test;

/** Where {@code --metrics} listens: an address, which may be left out, and a port. */
public class MetricsAddressTest {

  private static void assertAddress(String host, int port, String text) {
    assertEquals(new MetricsAddress(host, port), MetricsAddress.parse(text));
  }

  @Test
  public void aPortAloneIsOfTheLoopback() {
    assertAddress("127.0.0.1", 9100, "9100");
    assertAddress("127.0.0.1", 9100, ":9100");
  }

  @Test
  public void addressesAndNames() {
    assertAddress("0.0.0.0", 9100, "0.0.0.0:9100");
    assertAddress("node1.example", 9100, "node1.example:9100");
    assertAddress("::1", 9100, "[::1]:9100");
    assertEquals("[::1]:9100", MetricsAddress.parse("[::1]:9100").toString());
    assertEquals("127.0.0.1:9100", MetricsAddress.parse("9100").toString());
  }

  @Test
  public void portsEndAt65535() {
    assertAddress("127.0.0.1", 65_535, "65535");
    assertAddress("127.0.0.1", 1, "1");
    for (String text : new String[] {"65536", "99999", "655350", "-1", "", ":", "a", "::1", "1 "}) {
      String message =
          assertThrows(text, IllegalArgumentException.class, () -> MetricsAddress.parse(text))
              .getMessage();
      assertEquals("not ADDRESS:PORT: " + text, message);
    }
  }
}
