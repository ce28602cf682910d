package dev.pmxcfs.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class ByteStringTest {

  private static final ByteString ABC = ByteString.of("abc");

  @Test
  public void copyEndsBeforeTheFirstNul() {
    assertEquals(ByteString.of("bc"), untilNul("abc\0d\0", 1, 6));
    assertEquals(ByteString.of(""), untilNul("a\0b", 1, 3));
  }

  @Test
  public void copyWithoutANulEndsWhereItIsTold() {
    assertEquals(ByteString.of("bc"), untilNul("abcd", 1, 3));
    assertEquals("at the end of the array", ByteString.of("bcd"), untilNul("abcd", 1, 4));
    assertEquals("of nothing", ByteString.of(""), untilNul("abcd", 4, 4));
  }

  private static ByteString untilNul(String source, int from, int to) {
    return ByteString.copyUntilNul(source.getBytes(ISO_8859_1), from, to);
  }

  @Test
  public void latin1HasOneCharacterForEachByte() {
    byte[] bytes = {'a', (byte) 0xe4, (byte) 0xff, 0};
    ByteString string = ByteString.ofLatin1("a\u00e4\u00ff\0");
    assertArrayEquals(bytes, string.toArray());
    assertEquals("a\u00e4\u00ff\0", string.toLatin1());
    assertEquals(4, string.length());
  }

  @Test
  public void textIsInUtf8() {
    assertArrayEquals(new byte[] {(byte) 0xc3, (byte) 0xa4}, ByteString.of("\u00e4").toArray());
  }

  @Test
  public void startsWithItsPrefixesAndItself() {
    for (String prefix : new String[] {"", "a", "ab", "abc"}) {
      assertTrue(prefix, ABC.startsWith(ByteString.of(prefix)));
    }
    for (String other : new String[] {"abcd", "b", "abd", "xbc"}) {
      assertFalse(other, ABC.startsWith(ByteString.of(other)));
    }
  }

  @Test
  public void endsWithItsSuffixesAndItself() {
    for (String suffix : new String[] {"", "c", "bc", "abc"}) {
      assertTrue(suffix, ABC.endsWith(ByteString.of(suffix)));
    }
    for (String other : new String[] {"xabc", "b", "xc", "bcd"}) {
      assertFalse(other, ABC.endsWith(ByteString.of(other)));
    }
  }

  @Test
  public void comparesItselfWithBytesAsWithTheStringOfThem() {
    byte[] bytes = {'a', 'b', 'c', 'd'};
    assertEquals(0, ABC.compareTo(bytes, 3));
    assertTrue(ABC.compareTo(bytes, 4) < 0);
    assertTrue(ABC.compareTo(bytes, 2) > 0);
    assertTrue(ABC.compareTo(new byte[] {(byte) 0xff}, 1) < 0);
  }

  @Test
  public void itsBytesAreAt() {
    byte[] target = "xxxxx".getBytes(ISO_8859_1);
    ABC.copyInto(target);
    assertEquals("abcxx", new String(target, ISO_8859_1));
    assertEquals('b', ABC.byteAt(1));
  }

  @Test
  public void substringGoesToTheEnd() {
    assertEquals(ABC, ABC.substring(0));
    assertEquals(ByteString.of("c"), ABC.substring(2));
    assertTrue(ABC.substring(3).isEmpty());
    assertFalse(ABC.isEmpty());
  }

  @Test
  public void equalBytesHaveTheSameHashWheneverItIsAskedFor() {
    ByteString same = ByteString.of("abc");
    int hash = ABC.hashCode();
    assertEquals(hash, same.hashCode());
    assertEquals("asked again", hash, same.hashCode());
  }

  @Test
  public void hashesOfDifferentBytesAreSpread() {
    assertNotEquals(ABC.hashCode(), ByteString.of("abd").hashCode());
    assertNotEquals(ABC.hashCode(), ByteString.of("acb").hashCode());
  }

  @Test
  public void orderIsThatOfUnsignedBytes() {
    assertTrue(ABC.compareTo(ByteString.of("abd")) < 0);
    assertTrue(ByteString.ofLatin1("\u00ff").compareTo(ABC) > 0);
    assertEquals(0, ABC.compareTo(ByteString.of("abc")));
  }
}
