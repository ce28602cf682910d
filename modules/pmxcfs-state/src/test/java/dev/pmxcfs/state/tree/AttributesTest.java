package dev.pmxcfs.state.tree;

import static org.junit.Assert.assertEquals;

import dev.pmxcfs.api.ByteString;
import org.junit.Test;

public class AttributesTest {

  @Test
  public void textNamesTheEntryWithItsNumbersUnsigned() {
    assertEquals(
        "inode 12 ('storage.cfg', parent 0, version 34)",
        new Attributes(12, 0, 34, 1, 5, ByteString.of("storage.cfg")).toString());
    assertEquals(
        "inode 18446744073709551615 ('a', parent 18446744073709551614,"
            + " version 18446744073709551613)",
        new Attributes(-1, -2, -3, 1, 5, ByteString.of("a")).toString());
  }
}
