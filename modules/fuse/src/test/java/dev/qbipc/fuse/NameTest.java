package dev.qbipc.fuse;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.junit.Test;

/** Names of bytes. */
public class NameTest {

  /** One that is read again and again, as those that a file system is given. */
  private static final class Reused extends Name {
    Reused() {
      super(new byte[0]);
    }

    Reused with(String text) {
      byte[] longer = Arrays.copyOf(text.getBytes(), 100);
      set(longer, text.length());
      return this;
    }
  }

  @Test
  public void aMapIsAskedByANameThatIsReadAgain() {
    Map<Name, Integer> map = Map.of(Name.of("one"), 1, Name.of("other"), 2);
    var reused = new Reused();
    assertEquals(1, (int) map.get(reused.with("one")));
    Name kept = reused.copy();
    assertEquals(2, (int) map.get(reused.with("other")));
    assertEquals(Name.of("one"), kept);
    assertNotEquals(reused, kept);
    assertEquals(reused.with("one"), kept);
  }

  @Test
  public void bytesAreAnyAndTheNamesOwn() {
    byte[] bytes = {(byte) 0xff, 'a'};
    Name name = Name.of(bytes);
    bytes[1] = 'b';
    assertEquals('a', name.byteAt(1));
    assertArrayEquals(new byte[] {(byte) 0xff, 'a'}, name.toBytes());
    assertThrows(IndexOutOfBoundsException.class, () -> name.byteAt(2));
    ByteBuffer target = ByteBuffer.allocate(4);
    name.copyInto(target, 1);
    assertArrayEquals(new byte[] {0, (byte) 0xff, 'a', 0}, target.array());
    assertEquals("ä", Name.of("ä").toString());
  }
}
