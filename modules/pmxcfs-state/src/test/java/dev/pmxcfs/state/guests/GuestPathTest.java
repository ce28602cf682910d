package dev.pmxcfs.state.guests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.pmxcfs.api.ByteString;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** Which files are guests (operations, section 5.2; items 34, 35, 40 and 45). */
public class GuestPathTest {

  @Test
  public void item34_otherFileNamesAreNoGuests() {
    for (String name :
        List.of(
            "foo.conf",
            "0101.conf",
            "0.conf",
            "102.conf.tmp",
            "102",
            "102conf",
            ".conf",
            "-1.conf")) {
      assertEquals(name, Optional.empty(), vmid(name));
    }
  }

  @Test
  public void item35_vmidsHave32Bits() {
    assertEquals(Optional.of(1L), vmid("1.conf"));
    assertEquals(Optional.of(99L), vmid("99.conf"));
    assertEquals(Optional.of(4294967295L), vmid("4294967295.conf"));
    assertEquals(Optional.empty(), vmid("4294967296.conf"));
    assertEquals(Optional.empty(), vmid("99999999999999999999.conf"));
  }

  @Test
  public void item40_nodeNamesAreLettersDigitsAndInnerHyphens() {
    for (String name : List.of("testnode", "a", "9", "A-b-1", "x--y")) {
      assertTrue(name, GuestPath.isNodeName(ByteString.of(name)));
    }
    for (String name : List.of("-bad", "bad-", "-", "", "a.b", "a_b", "ä")) {
      assertFalse(name, GuestPath.isNodeName(ByteString.of(name)));
    }
  }

  @Test
  public void item45_typeGoesByTheDirectory() {
    assertEquals(Optional.of(GuestType.QEMU), type("qemu-server"));
    assertEquals(Optional.of(GuestType.LXC), type("lxc"));
    assertEquals(Optional.of(GuestType.OPENVZ), type("openvz"));
    assertEquals(Optional.empty(), type("qemu"));
  }

  private static Optional<Long> vmid(String fileName) {
    return GuestPath.vmid(ByteString.of(fileName));
  }

  private static Optional<GuestType> type(String directory) {
    return GuestType.ofDirectory(ByteString.of(directory));
  }
}
