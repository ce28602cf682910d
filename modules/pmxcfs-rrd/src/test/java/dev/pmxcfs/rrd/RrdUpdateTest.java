package dev.pmxcfs.rrd;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;

/** Which file a key belongs to, and what of its data goes there (operations, section 5.5). */
public class RrdUpdateTest {

  private static final String UNKNOWN_7 = ":U".repeat(7);

  /** Numbers from 1, between colons, each after a colon. */
  private static String values(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> ":" + i).collect(Collectors.joining());
  }

  @Test
  public void keysOf90() throws Exception {
    assertUpdate("pve-node-9.0/n", "1000" + values(19), "pve-node-9.0/n", "1:2:1000" + values(19));
    assertUpdate(
        "pve-vm-9.0/100", "1000" + values(17), "pve-vm-9.0/100", "1:n:run:0:1000" + values(17));
    assertUpdate("pve-storage-9.0/n/s", "1000:5:6", "pve-storage-9.0/n/s", "1000:5:6");
  }

  @Test
  public void item107_oldKeysGetUnknownValues() throws Exception {
    assertUpdate(
        "pve-node-9.0/oldnode",
        "1000" + values(12) + UNKNOWN_7,
        "pve2-node/oldnode",
        "1:2:1000" + values(12));
    assertUpdate(
        "pve-vm-9.0/101",
        "1000" + values(10) + UNKNOWN_7,
        "pve2.3-vm/101",
        "1:n:run:0:1000" + values(10));
    assertUpdate("pve-storage-9.0/n/s", "1000:5:6", "pve2-storage/n/s", "1000:5:6");
  }

  @Test
  public void item108_newerKeysAreCut() throws Exception {
    assertUpdate("pve-node-9.0/x", "1000" + values(19), "pve-node-9.9/x", "1:2:1000" + values(25));
    assertUpdate("pve-vm-9.0/1", "1000" + values(17), "pve-vm-9.9/1", "1:2:3:4:1000" + values(21));
    assertUpdate("pve-storage-9.0/a/b", "1000:1:2", "pve-storage-9.9/a/b", "1000:1:2:3:4");
  }

  /** The C server makes 11 of 119 here. */
  @Test
  public void d6_justEnoughFieldsStayWhole() throws Exception {
    assertUpdate(
        "pve-node-9.0/exact",
        "1000" + values(18) + ":119",
        "pve-node-9.9/exact",
        "1:2:1000" + values(18) + ":119");
    assertUpdate("pve-storage-9.0/a/b", "1000:10:24", "pve-storage-9.9/a/b", "1000:10:24");
    assertUpdate("pve-storage-9.0/a/b", "1000:10", "pve-storage-9.9/a/b", "1000:10");
  }

  /** RRDtool is the one to say that values are missing or too many. */
  @Test
  public void valuesOf90AreNotCounted() throws Exception {
    assertUpdate("pve-node-9.0/n", "1000:1", "pve-node-9.0/n", "1:2:1000:1");
    assertUpdate("pve-storage-9.0/a/b", "1000:1:2:3", "pve-storage-9.0/a/b", "1000:1:2:3");
  }

  @Test
  public void item102_otherKeysHaveNoFile() {
    for (String key :
        new String[] {
          "foo",
          "",
          "/",
          "pve-node-9.0",
          "pve-node-9.0/",
          "pve-node-9.0/a/b",
          "pve-node-9.0/a/",
          "pve-node-9.0//",
          "pve-node-9.0//a",
          "pve2-vm/100",
          "pve2-node/a/b",
          "pve2-node/a/",
          "pve-vm-9.0",
          "pve-vm-9.0/100/",
          "pve-storage-9.0/onlynode",
          "pve-storage-9.0/a/b/c",
          "pve-storage-9.0/a/",
          "pve-storage-9.0/a/b/",
          "pve-storage-9.0/a/b//",
          "pve-storage-9.0//",
          "pve-storage-9.0//b"
        }) {
      assertThrows(key, RrdFormatException.class, () -> RrdUpdate.of(key, "1:2:3:4:5"));
    }
  }

  @Test
  public void skippedFieldsAreAllThere() throws Exception {
    assertUpdate("pve-node-9.0/n", "1000", "pve-node-9.0/n", "::1000");
    assertUpdate("pve-vm-9.0/100", "1000", "pve-vm-9.0/100", "::::1000");
    assertThrows(RrdFormatException.class, () -> RrdUpdate.of("pve-vm-9.0/100", ":::1000"));
  }

  /** A name must not lead out of its directory, nor a line to a second command. */
  @Test
  public void namesThatAreNotSafeInACommandHaveNoFile() {
    for (String name :
        new String[] {".", "..", "a b", "a\nb", "a\"b", "a'b", "a\\b", "\u00e4", "a\u007f"}) {
      String key = "pve-node-9.0/" + name;
      assertThrows(key, RrdFormatException.class, () -> RrdUpdate.of(key, "1:2:3:4:5"));
    }
    assertThrows(RrdFormatException.class, () -> RrdUpdate.of("pve-storage-9.0/../x", "1000:1:2"));
  }

  @Test
  public void dataThatAreNoNumbersAreNotWritten() {
    for (String data :
        new String[] {"", "1", "1:2", "1:2:", "1:2:N:1", "1:2:1000:1\nFLUSHALL", "1:2:1000:1 2"}) {
      assertThrows(data, RrdFormatException.class, () -> RrdUpdate.of("pve-node-9.0/n", data));
    }
  }

  @Test
  public void skippedFieldsMayHaveAnyCharacters() throws Exception {
    assertUpdate("pve-vm-9.0/100", "1000:1", "pve-vm-9.0/100", "1:a b\n\"\u00e4:run:0:1000:1");
  }

  @Test
  public void item109_namesOfDataSources() {
    assertEquals(19, RrdType.NODE.dataSources().size());
    assertEquals(17, RrdType.VM.dataSources().size());
    assertEquals(2, RrdType.STORAGE.dataSources().size());
    for (RrdType type : RrdType.values()) {
      assertTrue(type.dataSources().stream().allMatch(source -> source.name().length() <= 19));
    }
  }

  private static void assertUpdate(String file, String values, String key, String data)
      throws RrdFormatException {
    RrdUpdate update = RrdUpdate.of(key, data);
    assertEquals(file, update.file());
    assertEquals(values, update.values());
  }
}
